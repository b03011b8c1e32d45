-- +goose Up
ALTER TABLE sites ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CONSTRAINT sites_state_declared CHECK (state IN ('open', 'closed'));
ALTER TABLE sites ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE sites DROP COLUMN version;
ALTER TABLE sites DROP COLUMN state;
