-- +goose Up
CREATE TABLE claim_payments (
    id                    TEXT NOT NULL,
    claim_id              TEXT NOT NULL,
    damage_id             TEXT NOT NULL,
    holds                 TEXT NOT NULL,
    payer_id              TEXT NOT NULL,
    payer_kind            TEXT NOT NULL,
    cover_id              TEXT NOT NULL,
    provider              TEXT NOT NULL,
    reference             TEXT NOT NULL,
    remedy                TEXT NOT NULL,
    compensation_fen      INTEGER NOT NULL,
    compensation_currency TEXT NOT NULL,
    punitive_fen          INTEGER NOT NULL,
    punitive_currency     TEXT NOT NULL,
    reason                TEXT NOT NULL,
    decider               TEXT NOT NULL,
    run_id                TEXT NOT NULL,
    actor                 TEXT NOT NULL,
    approver              TEXT NOT NULL,
    state                 TEXT NOT NULL,
    version               INTEGER NOT NULL,
    ordered_at            INTEGER NOT NULL,
    confirmed_at          INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claim_payments_state_declared CHECK (state IN ('ordered', 'approved', 'sent', 'confirmed', 'failed', 'cancelled')),
    CONSTRAINT claim_payments_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claim_payments_holds ON claim_payments (holds);
CREATE INDEX claim_payments_claim ON claim_payments (claim_id, id);
CREATE INDEX claim_payments_damage ON claim_payments (damage_id, id);
CREATE INDEX claim_payments_cover ON claim_payments (cover_id, id);
CREATE INDEX claim_payments_run ON claim_payments (run_id, id);
CREATE INDEX claim_payments_payer ON claim_payments (payer_id, state, id);
CREATE INDEX claim_payments_provider ON claim_payments (provider, state, id);

-- +goose Down
DROP TABLE claim_payments;
