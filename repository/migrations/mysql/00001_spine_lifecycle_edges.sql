-- +goose Up
-- The declared moves of every state machine; seeded from model, compared with it by a test.
CREATE TABLE lifecycle_edges (
    machine    VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_state   VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (machine, from_state, to_state)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE lifecycle_edges;
