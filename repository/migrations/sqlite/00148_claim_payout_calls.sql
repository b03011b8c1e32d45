-- +goose Up
CREATE TABLE claim_payout_calls (
    endpoint_id TEXT NOT NULL,
    message     TEXT NOT NULL,
    payment_id  TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (endpoint_id, message)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE claim_payout_calls;
