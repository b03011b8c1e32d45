-- +goose Up
ALTER TABLE documents
    ADD COLUMN revoked_at BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN revoked_why VARCHAR(500) NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE documents DROP COLUMN revoked_why, DROP COLUMN revoked_at;
