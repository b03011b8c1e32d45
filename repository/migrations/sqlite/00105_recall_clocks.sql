-- +goose Up
CREATE TABLE recall_clocks (
    id          TEXT NOT NULL,
    recall_id   TEXT NOT NULL,
    task_id     TEXT NOT NULL,
    rule        TEXT NOT NULL,
    party       TEXT NOT NULL,
    clock       BLOB NOT NULL,
    due_at      INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    ended       INTEGER NOT NULL,
    warn_at     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_clocks_recall ON recall_clocks (recall_id, id);
CREATE INDEX recall_clocks_due ON recall_clocks (ended, due_at, id);
CREATE INDEX recall_clocks_warn ON recall_clocks (ended, warn_at, id);

-- +goose Down
DROP TABLE recall_clocks;
