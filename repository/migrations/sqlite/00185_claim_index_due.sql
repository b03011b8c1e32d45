-- +goose Up
CREATE INDEX claims_due ON claims (turn, due_at, id);

-- +goose Down
DROP INDEX claims_due;
