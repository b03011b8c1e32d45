-- +goose Up
CREATE TABLE stock (
    org_id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_id      BIGINT NOT NULL,
    unit         VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id     BIGINT NOT NULL,
    container_id BIGINT NOT NULL,
    product_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires      VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (org_id, account, node_id, unit, place_id, container_id),
    KEY stock_expiry (org_id, account, expires, node_id, unit, place_id, container_id),
    KEY stock_place (org_id, account, place_id, expires, node_id, unit, container_id),
    KEY stock_product (org_id, account, product_id, expires, node_id, unit, place_id, container_id),
    CONSTRAINT stock_account_declared CHECK (account IN ('on-hand', 'in-transit', 'returned'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE stock;
