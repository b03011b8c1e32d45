-- +goose Up
-- What moved, when, by whom and why; append-only. The foreign key refuses a move that no machine declares.
CREATE TABLE moves (
    id         INTEGER NOT NULL,
    machine    TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    event      TEXT NOT NULL,
    actor      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT moves_declared FOREIGN KEY (machine, from_state, to_state) REFERENCES lifecycle_edges (machine, from_state, to_state)
) STRICT;
CREATE INDEX moves_subject ON moves (machine, subject_id, id);

-- +goose Down
DROP TABLE moves;
