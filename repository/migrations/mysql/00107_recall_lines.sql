-- +goose Up
CREATE TABLE recall_lines (
    task_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_id     BIGINT NOT NULL,
    unit        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    distributed BIGINT NOT NULL,
    on_hand     BIGINT NOT NULL,
    in_transit  BIGINT NOT NULL,
    sold        BIGINT NOT NULL,
    sealed      BIGINT NOT NULL,
    returned    BIGINT NOT NULL,
    destroyed   BIGINT NOT NULL,
    corrected   BIGINT NOT NULL,
    consumed    BIGINT NOT NULL,
    explained   BIGINT NOT NULL,
    unproven    INT NOT NULL,
    answered    INT NOT NULL,
    PRIMARY KEY (task_id, node_id, unit),
    KEY recall_lines_recall (recall_id, node_id, unit, task_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_lines;
