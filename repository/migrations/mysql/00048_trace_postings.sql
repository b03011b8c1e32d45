-- +goose Up
CREATE TABLE postings (
    id           BIGINT NOT NULL,
    event_seq    BIGINT NOT NULL,
    node_id      BIGINT NOT NULL,
    unit         VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id     BIGINT NOT NULL,
    container_id BIGINT NOT NULL,
    for_account  VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount       BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY postings_event (event_seq),
    KEY postings_node (node_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE postings;
