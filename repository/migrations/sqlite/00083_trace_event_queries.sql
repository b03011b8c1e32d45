-- +goose Up
CREATE TABLE event_queries (
    org_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    query      BLOB NOT NULL,
    extensions BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, name),
    CONSTRAINT event_queries_id_key UNIQUE (id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE event_queries;
