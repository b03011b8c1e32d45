-- +goose Up
ALTER TABLE sites
    ADD COLUMN state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
    ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
    ADD CONSTRAINT sites_state_declared CHECK (state IN ('open', 'closed'));

-- +goose Down
ALTER TABLE sites DROP CONSTRAINT sites_state_declared, DROP COLUMN version, DROP COLUMN state;
