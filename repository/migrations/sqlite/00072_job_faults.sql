-- +goose Up
CREATE TABLE job_faults (
    job_id     TEXT NOT NULL,
    ordinal    INTEGER NOT NULL,
    row_no     INTEGER NOT NULL,
    column_key TEXT NOT NULL,
    code       TEXT NOT NULL,
    params     BLOB NOT NULL,
    PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE job_faults;
