-- +goose Up
ALTER TABLE recall_papers ADD COLUMN brands TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recall_papers DROP COLUMN brands;
