-- +goose Up
CREATE TABLE event_index (
    id         INTEGER NOT NULL,
    missing_to INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- +goose Down
DROP TABLE event_index;
