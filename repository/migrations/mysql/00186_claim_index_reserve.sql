-- +goose Up
ALTER TABLE claims DROP INDEX claims_desk, ADD INDEX claims_desk (org_id, turn, due_at, id, asked_fen);

-- +goose Down
ALTER TABLE claims DROP INDEX claims_desk, ADD INDEX claims_desk (org_id, turn, due_at, id);
