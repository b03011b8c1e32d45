-- +goose Up
ALTER TABLE recall_papers ADD COLUMN brands MEDIUMTEXT NOT NULL DEFAULT ('');

-- +goose Down
ALTER TABLE recall_papers DROP COLUMN brands;
