-- +goose Up
ALTER TABLE recall_lines ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recall_lines ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recall_lines DROP COLUMN confirmed_by;
ALTER TABLE recall_lines DROP COLUMN confirmed_at;
