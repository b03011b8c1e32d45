-- +goose Up
ALTER TABLE claims ADD COLUMN filed BLOB NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE claims DROP COLUMN filed;
