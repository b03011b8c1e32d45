-- +goose Up
CREATE TABLE claim_alarms (
    batch_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    raised_at BIGINT NOT NULL,
    PRIMARY KEY (batch_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_alarms;
