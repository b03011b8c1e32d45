-- +goose Up
CREATE TABLE shipment_lines (
    shipment_id TEXT NOT NULL,
    line        INTEGER NOT NULL,
    node_id     INTEGER NOT NULL,
    quantity    INTEGER NOT NULL,
    open        INTEGER NOT NULL,
    unit        TEXT NOT NULL,
    container   INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    PRIMARY KEY (shipment_id, line),
    CONSTRAINT shipment_lines_open_range CHECK (open >= 0 AND open <= quantity)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_lines_node ON shipment_lines (node_id, shipment_id);

-- +goose Down
DROP TABLE shipment_lines;
