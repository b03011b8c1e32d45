-- +goose Up
CREATE TABLE claim_findings (
    id         TEXT NOT NULL,
    claim_id   TEXT NOT NULL,
    facts      BLOB NOT NULL,
    authority  INTEGER NOT NULL,
    org_id     TEXT NOT NULL,
    actor      TEXT NOT NULL,
    note_id    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claim_findings_authority_flag CHECK (authority IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_findings_claim ON claim_findings (claim_id, id);

-- +goose Down
DROP TABLE claim_findings;
