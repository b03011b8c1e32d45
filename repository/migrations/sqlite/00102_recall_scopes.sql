-- +goose Up
CREATE TABLE recall_scopes (
    recall_id  TEXT NOT NULL,
    version    INTEGER NOT NULL,
    conditions BLOB NOT NULL,
    policy     TEXT NOT NULL,
    known_at   INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    things     INTEGER NOT NULL,
    confirmed  INTEGER NOT NULL,
    possible   INTEGER NOT NULL,
    holders    INTEGER NOT NULL,
    summary    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (recall_id, version)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE recall_scopes;
