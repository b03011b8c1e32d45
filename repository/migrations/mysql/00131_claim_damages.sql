-- +goose Up
CREATE TABLE claim_damages (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    token      VARBINARY(32) NOT NULL,
    payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claims     INT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY claim_damages_token (token)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_damages;
