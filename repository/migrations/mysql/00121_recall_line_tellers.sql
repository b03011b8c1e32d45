-- +goose Up
ALTER TABLE recall_lines ADD COLUMN told_by CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recall_lines DROP COLUMN told_by;
