-- +goose Up
CREATE TABLE claim_payout_runs (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number     VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payer_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payments   BIGINT NOT NULL,
    fen        BIGINT NOT NULL,
    currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ended_at   BIGINT NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY claim_payout_runs_number (number),
    KEY claim_payout_runs_payer (payer_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_payout_runs;
