-- +goose Up
CREATE TABLE claim_payout_orders (
    payment_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    endpoint_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    phase       VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attempts    BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    last_error  VARCHAR(500) NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (payment_id),
    KEY claim_payout_orders_due (phase, next_at, payment_id),
    CONSTRAINT claim_payout_orders_phase CHECK (phase IN ('waiting', 'taken', 'given-up', 'over'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_payout_orders;
