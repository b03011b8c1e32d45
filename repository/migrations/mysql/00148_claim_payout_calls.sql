-- +goose Up
CREATE TABLE claim_payout_calls (
    endpoint_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    message     VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (endpoint_id, message)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_payout_calls;
