-- +goose Up
-- Which worker has a running job, and until when nobody else may take it.
CREATE TABLE job_leases (
    job_id     TEXT NOT NULL,
    holder     TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (job_id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE job_leases;
