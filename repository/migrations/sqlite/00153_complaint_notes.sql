-- +goose Up
CREATE TABLE complaint_notes (
    id         TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       BLOB NOT NULL,
    actor      TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_notes_subject ON complaint_notes (subject_id, id);

-- +goose Down
DROP TABLE complaint_notes;
