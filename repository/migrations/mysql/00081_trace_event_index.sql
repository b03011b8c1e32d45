-- +goose Up
CREATE TABLE event_index (
    id         INT NOT NULL,
    missing_to BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_index;
