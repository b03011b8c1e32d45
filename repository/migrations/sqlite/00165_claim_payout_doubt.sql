-- +goose Up
ALTER TABLE claim_payout_orders ADD COLUMN doubt INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE claim_payout_orders DROP COLUMN doubt;
