-- +goose Up
CREATE TABLE nodes (
    id       BIGINT NOT NULL,
    epc      VARBINARY(512) NOT NULL,
    level    VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT nodes_epc_key UNIQUE (epc),
    KEY nodes_batch (batch_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE nodes;
