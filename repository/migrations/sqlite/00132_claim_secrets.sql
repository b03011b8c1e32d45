-- +goose Up
CREATE TABLE claim_secrets (
    claim_id   TEXT NOT NULL,
    data_key   BLOB NOT NULL,
    contact    BLOB NOT NULL,
    story      BLOB NOT NULL,
    phone      BLOB NOT NULL,
    mail       BLOB NOT NULL,
    consent    INTEGER NOT NULL,
    lang       TEXT NOT NULL,
    consent_at INTEGER NOT NULL,
    keep_until INTEGER NOT NULL,
    erased_at  INTEGER NOT NULL,
    PRIMARY KEY (claim_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_secrets_phone ON claim_secrets (phone, claim_id);
CREATE INDEX claim_secrets_mail ON claim_secrets (mail, claim_id);
CREATE INDEX claim_secrets_keep ON claim_secrets (erased_at, keep_until, claim_id);

-- +goose Down
DROP TABLE claim_secrets;
