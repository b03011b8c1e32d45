-- +goose Up
ALTER TABLE claims ADD COLUMN filed BLOB NOT NULL DEFAULT X'';

-- +goose Down
ALTER TABLE claims DROP COLUMN filed;
