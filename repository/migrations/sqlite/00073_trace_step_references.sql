-- +goose Up
-- Which operations were imported under a company's own reference: the same rows again change nothing, other rows are
-- refused. Kept for ever, because files are kept for ever.
CREATE TABLE step_references (
    org_id      TEXT NOT NULL,
    operation   TEXT NOT NULL,
    reference   TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (org_id, operation, reference)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE step_references;
