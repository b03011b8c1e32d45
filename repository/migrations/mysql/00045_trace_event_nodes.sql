-- +goose Up
CREATE TABLE event_nodes (
    event_seq BIGINT NOT NULL,
    line      INT NOT NULL,
    node_id   BIGINT NOT NULL,
    role      VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    quantity  BIGINT NOT NULL,
    unit      VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    measured  INT NOT NULL,
    PRIMARY KEY (event_seq, line),
    KEY event_nodes_node (node_id, event_seq, role)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_nodes;
