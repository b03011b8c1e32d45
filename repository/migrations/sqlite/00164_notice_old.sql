-- +goose Up
DROP TABLE recall_notices;

-- +goose Down
CREATE TABLE recall_notices (
    id          TEXT NOT NULL,
    recall_id   TEXT NOT NULL,
    task_id     TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    channel     TEXT NOT NULL,
    address     TEXT NOT NULL,
    lang        TEXT NOT NULL,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    body        BLOB NOT NULL,
    attempts    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    last_error  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recall_notices_state_declared CHECK (state IN ('pending', 'delivered', 'dead'))
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_notices_due ON recall_notices (state, next_at, id);
CREATE INDEX recall_notices_recall ON recall_notices (recall_id, id);
CREATE INDEX recall_notices_task ON recall_notices (task_id, id);
CREATE INDEX recall_notices_org ON recall_notices (org_id, state, id);
