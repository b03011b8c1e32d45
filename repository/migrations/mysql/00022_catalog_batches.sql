-- +goose Up
CREATE TABLE batches (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    lot        VARBINARY(20) NOT NULL,
    produced   VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires    VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    quantity   BIGINT NOT NULL,
    unit       VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    site_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epc        VARBINARY(255) NOT NULL,
    state      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note       VARCHAR(1000) NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT batches_lot_key UNIQUE (product_id, lot, produced),
    CONSTRAINT batches_epc_key UNIQUE (epc),
    CONSTRAINT batches_code_key UNIQUE (code),
    KEY batches_org (org_id, id),
    KEY batches_product (product_id, id),
    CONSTRAINT batches_state_declared CHECK (state IN ('draft', 'active', 'held', 'blocked', 'closed')),
    CONSTRAINT batches_quantity_positive CHECK (quantity > 0),
    CONSTRAINT batches_product_known FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE batches;
