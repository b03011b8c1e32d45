-- +goose Up
CREATE TABLE claim_secrets (
    claim_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    data_key   VARBINARY(100) NOT NULL,
    contact    BLOB NOT NULL,
    story      BLOB NOT NULL,
    phone      VARBINARY(32) NOT NULL,
    mail       VARBINARY(32) NOT NULL,
    consent    INT NOT NULL,
    lang       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    consent_at BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    erased_at  BIGINT NOT NULL,
    PRIMARY KEY (claim_id),
    KEY claim_secrets_phone (phone, claim_id),
    KEY claim_secrets_mail (mail, claim_id),
    KEY claim_secrets_keep (erased_at, keep_until, claim_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_secrets;
