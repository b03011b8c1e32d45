-- +goose Up
CREATE TABLE recall_checks (
    id         INTEGER NOT NULL,
    recall_id  TEXT NOT NULL,
    level      TEXT NOT NULL,
    percent    INTEGER NOT NULL,
    seed       TEXT NOT NULL,
    holders    BLOB NOT NULL,
    chosen     BLOB NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_checks_recall ON recall_checks (recall_id, id);

-- +goose Down
DROP TABLE recall_checks;
