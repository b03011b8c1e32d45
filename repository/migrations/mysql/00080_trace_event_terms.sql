-- +goose Up
CREATE TABLE event_terms (
    term      BIGINT NOT NULL,
    event_seq BIGINT NOT NULL,
    PRIMARY KEY (term, event_seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_terms;
