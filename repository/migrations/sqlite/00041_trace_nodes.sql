-- +goose Up
CREATE TABLE nodes (
    id       INTEGER NOT NULL,
    epc      TEXT NOT NULL,
    level    TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT nodes_epc_key UNIQUE (epc)
) STRICT;
CREATE INDEX nodes_batch ON nodes (batch_id);

-- +goose Down
DROP TABLE nodes;
