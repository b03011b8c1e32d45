-- +goose Up
CREATE TABLE claim_payout_runs (
    id         TEXT NOT NULL,
    number     TEXT NOT NULL,
    payer_id   TEXT NOT NULL,
    payments   INTEGER NOT NULL,
    fen        INTEGER NOT NULL,
    currency   TEXT NOT NULL,
    ended_at   INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claim_payout_runs_number ON claim_payout_runs (number);
CREATE INDEX claim_payout_runs_payer ON claim_payout_runs (payer_id, id);

-- +goose Down
DROP TABLE claim_payout_runs;
