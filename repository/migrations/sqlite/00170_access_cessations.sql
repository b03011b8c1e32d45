-- +goose Up
CREATE TABLE cessations (
    id            TEXT NOT NULL PRIMARY KEY,
    org_id        TEXT NOT NULL REFERENCES organisations (id),
    kind          TEXT NOT NULL,
    successor_id  TEXT NOT NULL,
    administrator TEXT NOT NULL,
    effective_at  INTEGER NOT NULL,
    document      TEXT NOT NULL,
    reason        TEXT NOT NULL,
    holds         TEXT NOT NULL,
    proposed_by   TEXT NOT NULL,
    proposer      TEXT NOT NULL,
    state         TEXT NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    CONSTRAINT cessations_state_declared CHECK (state IN ('proposed', 'agreed', 'confirmed', 'in-force', 'declined', 'refused', 'withdrawn')),
    CONSTRAINT cessations_kind_known CHECK (kind IN ('merged', 'taken-over', 'dissolved', 'bankrupt')),
    CONSTRAINT cessations_not_itself CHECK (successor_id <> org_id),
    CONSTRAINT cessations_succeeded CHECK (successor_id <> '' OR kind IN ('dissolved', 'bankrupt'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX cessations_holds ON cessations (holds);
CREATE INDEX cessations_org ON cessations (org_id, id);
CREATE INDEX cessations_successor ON cessations (successor_id, id);
CREATE INDEX cessations_due ON cessations (state, effective_at);

-- +goose Down
DROP TABLE cessations;
