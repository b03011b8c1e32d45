-- +goose Up
ALTER TABLE documents ADD COLUMN revoked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE documents DROP COLUMN revoked_why;
ALTER TABLE documents DROP COLUMN revoked_at;
