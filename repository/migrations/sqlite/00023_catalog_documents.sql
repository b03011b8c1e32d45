-- +goose Up
CREATE TABLE documents (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    batch_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    public     INTEGER NOT NULL,
    issued_by  TEXT NOT NULL,
    issued_on  TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    basis      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_batch ON documents (batch_id, id);
CREATE INDEX documents_product ON documents (product_id, id);
CREATE INDEX documents_org ON documents (org_id, id);
CREATE INDEX documents_sha256 ON documents (sha256);

-- +goose Down
DROP TABLE documents;
