-- +goose Up
CREATE TABLE captures (
    id             TEXT NOT NULL,
    org_id         TEXT NOT NULL,
    actor          TEXT NOT NULL,
    state          TEXT NOT NULL,
    behaviour      TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    accepted       INTEGER NOT NULL,
    rejected       INTEGER NOT NULL,
    duplicates     INTEGER NOT NULL,
    errors         BLOB NOT NULL,
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    finished_at    INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT captures_state_declared CHECK (state IN ('running', 'success', 'partial', 'failed')),
    CONSTRAINT captures_finished_has_time CHECK ((state = 'running') = (finished_at = 0))
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_org ON captures (org_id, id);

-- +goose Down
DROP TABLE captures;
