-- +goose Up
CREATE TABLE postings (
    id           INTEGER NOT NULL,
    event_seq    INTEGER NOT NULL,
    node_id      INTEGER NOT NULL,
    unit         TEXT NOT NULL,
    account      TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    place_id     INTEGER NOT NULL,
    container_id INTEGER NOT NULL,
    for_account  TEXT NOT NULL,
    amount       INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX postings_event ON postings (event_seq);
CREATE INDEX postings_node ON postings (node_id, id);

-- +goose Down
DROP TABLE postings;
