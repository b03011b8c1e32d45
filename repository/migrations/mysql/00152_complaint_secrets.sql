-- +goose Up
CREATE TABLE complaint_secrets (
    subject_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    units      BIGINT NOT NULL,
    data_key   VARBINARY(100) NOT NULL,
    contact    BLOB NOT NULL,
    story      BLOB NOT NULL,
    name       VARBINARY(32) NOT NULL,
    phone      VARBINARY(32) NOT NULL,
    mail       VARBINARY(32) NOT NULL,
    address    VARBINARY(32) NOT NULL,
    consent    INT NOT NULL,
    lang       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    keep_until BIGINT NOT NULL,
    erased_at  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (subject_id),
    KEY complaint_secrets_phone (phone, created_at),
    KEY complaint_secrets_mail (mail, created_at),
    KEY complaint_secrets_address (address, created_at),
    KEY complaint_secrets_keep (erased_at, keep_until, subject_id),
    CONSTRAINT complaint_secrets_kind_known CHECK (kind IN ('complaint', 'tip'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE complaint_secrets;
