-- +goose Up
CREATE TABLE jobs (
    id                TEXT NOT NULL,
    org_id            TEXT NOT NULL,
    actor             TEXT NOT NULL,
    kind              TEXT NOT NULL,
    state             TEXT NOT NULL,
    lang              TEXT NOT NULL,
    params            BLOB NOT NULL,
    confirmed         INTEGER NOT NULL,
    attempts          INTEGER NOT NULL,
    input_key         TEXT NOT NULL,
    input_name        TEXT NOT NULL,
    input_media_type  TEXT NOT NULL,
    input_size        INTEGER NOT NULL,
    result_key        TEXT NOT NULL,
    result_name       TEXT NOT NULL,
    result_media_type TEXT NOT NULL,
    result_size       INTEGER NOT NULL,
    done              INTEGER NOT NULL,
    total             INTEGER NOT NULL,
    added             INTEGER NOT NULL,
    unchanged         INTEGER NOT NULL,
    faults            INTEGER NOT NULL,
    reason            BLOB NOT NULL,
    version           INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    started_at        INTEGER NOT NULL,
    finished_at       INTEGER NOT NULL,
    forgotten_at      INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT jobs_state_declared CHECK (state IN ('queued', 'running', 'checked', 'done', 'failed', 'cancelling', 'cancelled', 'abandoned'))
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_org ON jobs (org_id, id);
CREATE INDEX jobs_state ON jobs (state, id);
CREATE INDEX jobs_finished ON jobs (forgotten_at, finished_at);

-- +goose Down
DROP TABLE jobs;
