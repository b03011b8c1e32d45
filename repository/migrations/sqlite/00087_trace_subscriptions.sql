-- +goose Up
CREATE TABLE subscriptions (
    id              TEXT NOT NULL,
    org_id          TEXT NOT NULL,
    query_name      TEXT NOT NULL,
    actor           TEXT NOT NULL,
    dest            TEXT NOT NULL,
    secret          BLOB NOT NULL,
    schedule        BLOB NOT NULL,
    report_if_empty INTEGER NOT NULL,
    since           INTEGER NOT NULL,
    upto            INTEGER NOT NULL,
    next_at         INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_query ON subscriptions (org_id, query_name, id);
CREATE INDEX subscriptions_due ON subscriptions (next_at, id);

-- +goose Down
DROP TABLE subscriptions;
