-- +goose Up
CREATE TABLE recall_checks (
    id         BIGINT NOT NULL,
    recall_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    level      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    percent    INT NOT NULL,
    seed       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holders    MEDIUMBLOB NOT NULL,
    chosen     MEDIUMBLOB NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_checks_recall (recall_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_checks;
