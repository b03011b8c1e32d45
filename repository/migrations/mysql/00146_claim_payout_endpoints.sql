-- +goose Up
CREATE TABLE claim_payout_endpoints (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payer_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address    VARCHAR(500) NOT NULL,
    secret     BLOB NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ended_at   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_payout_endpoints_payer (payer_id, ended_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_payout_endpoints;
