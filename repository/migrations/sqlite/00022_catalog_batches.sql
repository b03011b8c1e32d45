-- +goose Up
CREATE TABLE batches (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    lot        TEXT NOT NULL,
    produced   TEXT NOT NULL,
    expires    TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    unit       TEXT NOT NULL,
    site_id    TEXT NOT NULL,
    code       TEXT NOT NULL,
    epc        TEXT NOT NULL,
    state      TEXT NOT NULL,
    note       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT batches_lot_key UNIQUE (product_id, lot, produced),
    CONSTRAINT batches_epc_key UNIQUE (epc),
    CONSTRAINT batches_code_key UNIQUE (code),
    CONSTRAINT batches_state_declared CHECK (state IN ('draft', 'active', 'held', 'blocked', 'closed')),
    CONSTRAINT batches_quantity_positive CHECK (quantity > 0),
    CONSTRAINT batches_product_known FOREIGN KEY (product_id) REFERENCES products (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_org ON batches (org_id, id);
CREATE INDEX batches_product ON batches (product_id, id);

-- +goose Down
DROP TABLE batches;
