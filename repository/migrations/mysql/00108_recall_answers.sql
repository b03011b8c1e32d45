-- +goose Up
CREATE TABLE recall_answers (
    id           BIGINT NOT NULL,
    task_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_id      BIGINT NOT NULL,
    kind         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    quantity     BIGINT NOT NULL,
    unit         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    counted      BIGINT NOT NULL,
    counted_unit VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    evidence_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note         VARCHAR(500) NOT NULL,
    actor        VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    withdrawn    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_answers_task (task_id, id),
    KEY recall_answers_recall (recall_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_answers;
