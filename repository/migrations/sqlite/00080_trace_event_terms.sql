-- +goose Up
CREATE TABLE event_terms (
    term      INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    PRIMARY KEY (term, event_seq)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE event_terms;
