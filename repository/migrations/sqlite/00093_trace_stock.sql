-- +goose Up
CREATE TABLE stock (
    org_id       TEXT NOT NULL,
    account      TEXT NOT NULL,
    node_id      INTEGER NOT NULL,
    unit         TEXT NOT NULL,
    place_id     INTEGER NOT NULL,
    container_id INTEGER NOT NULL,
    product_id   TEXT NOT NULL,
    expires      TEXT NOT NULL,
    PRIMARY KEY (org_id, account, node_id, unit, place_id, container_id),
    CONSTRAINT stock_account_declared CHECK (account IN ('on-hand', 'in-transit', 'returned'))
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_expiry ON stock (org_id, account, expires, node_id, unit, place_id, container_id);
CREATE INDEX stock_place ON stock (org_id, account, place_id, expires, node_id, unit, container_id);
CREATE INDEX stock_product ON stock (org_id, account, product_id, expires, node_id, unit, place_id, container_id);

-- +goose Down
DROP TABLE stock;
