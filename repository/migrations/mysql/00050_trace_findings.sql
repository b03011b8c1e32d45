-- +goose Up
CREATE TABLE findings (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind        VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_seq   BIGINT NOT NULL,
    node_id     BIGINT NOT NULL,
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id    BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    unit        VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    opened_at   BIGINT NOT NULL,
    resolved_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY findings_org (org_id, id),
    KEY findings_node (node_id, id),
    KEY findings_event (event_seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE findings;
