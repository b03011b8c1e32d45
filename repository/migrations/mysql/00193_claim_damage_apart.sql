-- +goose Up
ALTER TABLE claim_damages ADD COLUMN apart_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE claim_damages DROP COLUMN apart_at;
