-- +goose Up
CREATE TABLE claim_payout_orders (
    payment_id  TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    phase       TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    last_error  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (payment_id),
    CONSTRAINT claim_payout_orders_phase CHECK (phase IN ('waiting', 'taken', 'given-up', 'over'))
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_payout_orders_due ON claim_payout_orders (phase, next_at, payment_id);

-- +goose Down
DROP TABLE claim_payout_orders;
