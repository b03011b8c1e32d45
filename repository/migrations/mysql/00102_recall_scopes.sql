-- +goose Up
CREATE TABLE recall_scopes (
    recall_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version    INT NOT NULL,
    conditions MEDIUMBLOB NOT NULL,
    policy     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    known_at   BIGINT NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason     VARCHAR(500) NOT NULL,
    things     INT NOT NULL,
    confirmed  INT NOT NULL,
    possible   INT NOT NULL,
    holders    INT NOT NULL,
    summary    MEDIUMBLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (recall_id, version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_scopes;
