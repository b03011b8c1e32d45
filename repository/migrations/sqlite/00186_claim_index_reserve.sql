-- +goose Up
DROP INDEX claims_desk;
CREATE INDEX claims_desk ON claims (org_id, turn, due_at, id, asked_fen);

-- +goose Down
DROP INDEX claims_desk;
CREATE INDEX claims_desk ON claims (org_id, turn, due_at, id);
