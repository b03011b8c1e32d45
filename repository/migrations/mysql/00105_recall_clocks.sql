-- +goose Up
CREATE TABLE recall_clocks (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    task_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    rule        VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    party       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    clock       MEDIUMBLOB NOT NULL,
    due_at      BIGINT NOT NULL,
    provisional INT NOT NULL,
    ended       INT NOT NULL,
    warn_at     BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_clocks_recall (recall_id, id),
    KEY recall_clocks_due (ended, due_at, id),
    KEY recall_clocks_warn (ended, warn_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_clocks;
