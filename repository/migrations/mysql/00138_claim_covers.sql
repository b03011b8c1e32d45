-- +goose Up
CREATE TABLE claim_covers (
    id               CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind             VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id           CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payer            CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number           VARCHAR(100) NOT NULL,
    ceiling_fen      BIGINT NOT NULL,
    ceiling_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    drawn            BIGINT NOT NULL,
    punitive         INT NOT NULL,
    valid_from       CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_to         CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor            VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    confirmed_at     BIGINT NOT NULL,
    ended_at         BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_covers_org (org_id, id),
    KEY claim_covers_payer (payer, id),
    CONSTRAINT claim_covers_drawn CHECK (drawn >= 0 AND drawn <= ceiling_fen)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_covers;
