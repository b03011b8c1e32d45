-- +goose Up
-- The answer given to each Idempotency-Key, written in the transaction of the effect.
CREATE TABLE idempotency (
    actor       TEXT NOT NULL,
    operation   TEXT NOT NULL,
    idem_key    TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    result      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (actor, operation, idem_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- +goose Down
DROP TABLE idempotency;
