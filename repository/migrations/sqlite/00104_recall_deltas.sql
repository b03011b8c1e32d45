-- +goose Up
CREATE TABLE recall_deltas (
    id        INTEGER NOT NULL,
    recall_id TEXT NOT NULL,
    at        INTEGER NOT NULL,
    cause     TEXT NOT NULL,
    event_seq INTEGER NOT NULL,
    actor     TEXT NOT NULL,
    added     INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    late      INTEGER NOT NULL,
    detail    BLOB NOT NULL,
    seen_by   TEXT NOT NULL,
    seen_at   INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_deltas_recall ON recall_deltas (recall_id, id);
CREATE INDEX recall_deltas_unseen ON recall_deltas (recall_id, seen_at, id);

-- +goose Down
DROP TABLE recall_deltas;
