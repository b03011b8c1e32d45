-- +goose Up
-- What moved, when, by whom and why; append-only. The foreign key refuses a move that no machine declares.
CREATE TABLE moves (
    id         BIGINT NOT NULL,
    machine    VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_state   VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason     VARCHAR(500) NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY moves_subject (machine, subject_id, id),
    CONSTRAINT moves_declared FOREIGN KEY (machine, from_state, to_state) REFERENCES lifecycle_edges (machine, from_state, to_state)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE moves;
