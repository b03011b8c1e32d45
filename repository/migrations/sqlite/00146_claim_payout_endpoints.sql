-- +goose Up
CREATE TABLE claim_payout_endpoints (
    id         TEXT NOT NULL,
    payer_id   TEXT NOT NULL,
    address    TEXT NOT NULL,
    secret     BLOB NOT NULL,
    actor      TEXT NOT NULL,
    ended_at   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_payout_endpoints_payer ON claim_payout_endpoints (payer_id, ended_at, id);

-- +goose Down
DROP TABLE claim_payout_endpoints;
