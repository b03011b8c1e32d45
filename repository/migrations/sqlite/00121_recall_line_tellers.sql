-- +goose Up
ALTER TABLE recall_lines ADD COLUMN told_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recall_lines DROP COLUMN told_by;
