-- +goose Up
-- The answer given to each Idempotency-Key, written in the transaction of the effect.
CREATE TABLE idempotency (
    actor       VARBINARY(80) NOT NULL,
    operation   VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idem_key    VARBINARY(64) NOT NULL,
    fingerprint VARBINARY(32) NOT NULL,
    result      MEDIUMBLOB NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (actor, operation, idem_key),
    KEY idempotency_age (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE idempotency;
