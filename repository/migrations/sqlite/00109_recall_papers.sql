-- +goose Up
CREATE TABLE recall_papers (
    id         TEXT NOT NULL,
    recall_id  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    number     INTEGER NOT NULL,
    body       BLOB NOT NULL,
    actor      TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recall_papers_number ON recall_papers (recall_id, kind, number);

-- +goose Down
DROP TABLE recall_papers;
