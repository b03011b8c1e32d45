-- +goose Up
CREATE TABLE shipment_lines (
    shipment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    line        INT NOT NULL,
    node_id     BIGINT NOT NULL,
    quantity    BIGINT NOT NULL,
    open        BIGINT NOT NULL,
    unit        VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    container   INT NOT NULL,
    done        INT NOT NULL,
    PRIMARY KEY (shipment_id, line),
    KEY shipment_lines_node (node_id, shipment_id),
    CONSTRAINT shipment_lines_open_range CHECK (open >= 0 AND open <= quantity)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE shipment_lines;
