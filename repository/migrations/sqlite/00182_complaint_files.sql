-- +goose Up
CREATE TABLE complaint_files (
    id         TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    media      TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sum        TEXT NOT NULL,
    share      INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_files_subject ON complaint_files (subject_id, id);

-- +goose Down
DROP TABLE complaint_files;
