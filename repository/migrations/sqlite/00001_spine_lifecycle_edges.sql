-- +goose Up
-- The declared moves of every state machine; seeded from model, compared with it by a test.
CREATE TABLE lifecycle_edges (
    machine    TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    PRIMARY KEY (machine, from_state, to_state)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE lifecycle_edges;
