-- +goose Up
CREATE TABLE edges (
    src        BIGINT NOT NULL,
    dst        BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    kind       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_seq  BIGINT NOT NULL,
    from_time  BIGINT NOT NULL,
    to_time    BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    known_to   BIGINT NOT NULL,
    quantity   BIGINT NOT NULL,
    unit       VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    measured   INT NOT NULL,
    PRIMARY KEY (src, dst, id),
    KEY edges_back (dst, src, id),
    KEY edges_event (event_seq),
    CONSTRAINT edges_time_order CHECK (from_time <= to_time)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE edges;
