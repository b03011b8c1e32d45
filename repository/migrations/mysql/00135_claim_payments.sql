-- +goose Up
CREATE TABLE claim_payments (
    id                    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claim_id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    damage_id             CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holds                 CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payer_id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payer_kind            VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    cover_id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    provider              VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reference             VARCHAR(200) NOT NULL,
    remedy                VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    compensation_fen      BIGINT NOT NULL,
    compensation_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    punitive_fen          BIGINT NOT NULL,
    punitive_currency     CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason                VARCHAR(2000) NOT NULL,
    actor                 VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    approver              VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state                 VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version               BIGINT NOT NULL,
    ordered_at            BIGINT NOT NULL,
    confirmed_at          BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY claim_payments_holds (holds),
    KEY claim_payments_claim (claim_id, id),
    KEY claim_payments_payer (payer_id, state, id),
    KEY claim_payments_provider (provider, state, id),
    CONSTRAINT claim_payments_state_declared CHECK (state IN ('ordered', 'approved', 'sent', 'confirmed', 'failed', 'cancelled')),
    CONSTRAINT claim_payments_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_payments;
