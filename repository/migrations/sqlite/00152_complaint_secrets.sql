-- +goose Up
CREATE TABLE complaint_secrets (
    subject_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    units      INTEGER NOT NULL,
    data_key   BLOB NOT NULL,
    contact    BLOB NOT NULL,
    story      BLOB NOT NULL,
    name       BLOB NOT NULL,
    phone      BLOB NOT NULL,
    mail       BLOB NOT NULL,
    address    BLOB NOT NULL,
    consent    INTEGER NOT NULL,
    lang       TEXT NOT NULL,
    keep_until INTEGER NOT NULL,
    erased_at  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (subject_id),
    CONSTRAINT complaint_secrets_kind_known CHECK (kind IN ('complaint', 'tip'))
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_secrets_phone ON complaint_secrets (phone, created_at);
CREATE INDEX complaint_secrets_mail ON complaint_secrets (mail, created_at);
CREATE INDEX complaint_secrets_address ON complaint_secrets (address, created_at);
CREATE INDEX complaint_secrets_keep ON complaint_secrets (erased_at, keep_until, subject_id);

-- +goose Down
DROP TABLE complaint_secrets;
