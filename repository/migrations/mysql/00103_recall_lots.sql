-- +goose Up
CREATE TABLE recall_lots (
    recall_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_id       BIGINT NOT NULL,
    epc           VARBINARY(512) NOT NULL,
    level         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    maker_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    class         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    conditions    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    via_id        BIGINT NOT NULL,
    blocked       INT NOT NULL,
    scope_version INT NOT NULL,
    event_seq     BIGINT NOT NULL,
    joined_seq    BIGINT NOT NULL,
    cleared_by    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    evidence_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note          VARCHAR(500) NOT NULL,
    cleared_at    BIGINT NOT NULL,
    gone_at       BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (recall_id, node_id),
    KEY recall_lots_node (node_id, blocked),
    KEY recall_lots_batch (batch_id, recall_id),
    KEY recall_lots_changed (changed),
    KEY recall_lots_class (recall_id, class, node_id),
    CONSTRAINT recall_lots_class_known CHECK (class IN ('confirmed', 'possible', 'cleared'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_lots;
