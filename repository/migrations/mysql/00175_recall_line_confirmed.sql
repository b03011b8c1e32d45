-- +goose Up
ALTER TABLE recall_lines
    ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN confirmed_by VARCHAR(200) NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recall_lines
    DROP COLUMN confirmed_by,
    DROP COLUMN confirmed_at;
