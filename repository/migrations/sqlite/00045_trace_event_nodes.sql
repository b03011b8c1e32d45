-- +goose Up
CREATE TABLE event_nodes (
    event_seq INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    node_id   INTEGER NOT NULL,
    role      TEXT NOT NULL,
    quantity  INTEGER NOT NULL,
    unit      TEXT NOT NULL,
    measured  INTEGER NOT NULL,
    PRIMARY KEY (event_seq, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_nodes_node ON event_nodes (node_id, event_seq, role);

-- +goose Down
DROP TABLE event_nodes;
