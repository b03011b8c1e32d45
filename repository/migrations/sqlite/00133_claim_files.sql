-- +goose Up
CREATE TABLE claim_files (
    id         TEXT NOT NULL,
    claim_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    media      TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sum        TEXT NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_files_claim ON claim_files (claim_id, id);

-- +goose Down
DROP TABLE claim_files;
