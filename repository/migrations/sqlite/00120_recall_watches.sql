-- +goose Up
CREATE TABLE recall_watches (
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    recall_id TEXT NOT NULL,
    PRIMARY KEY (kind, subject, recall_id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE recall_watches;
