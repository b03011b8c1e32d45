-- +goose Up
INSERT INTO stock (org_id, account, node_id, unit, place_id, container_id, product_id, expires)
SELECT bl.org_id, bl.account, bl.node_id, bl.unit, bl.place_id, bl.container_id, COALESCE(b.product_id, ''),
    CASE WHEN COALESCE(b.expires, '') = '' THEN '9999-12-31' ELSE b.expires END
FROM balances bl JOIN nodes n ON n.id = bl.node_id LEFT JOIN batches b ON b.id = n.batch_id
WHERE bl.account IN ('on-hand', 'in-transit', 'returned') AND bl.amount > 0;

-- +goose Down
DELETE FROM stock;
