-- +goose Up
CREATE TABLE recall_deltas (
    id        BIGINT NOT NULL,
    recall_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at        BIGINT NOT NULL,
    cause     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_seq BIGINT NOT NULL,
    actor     VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    added     INT NOT NULL,
    removed   INT NOT NULL,
    changed   INT NOT NULL,
    late      INT NOT NULL,
    detail    MEDIUMBLOB NOT NULL,
    seen_by   VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seen_at   BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_deltas_recall (recall_id, id),
    KEY recall_deltas_unseen (recall_id, seen_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_deltas;
