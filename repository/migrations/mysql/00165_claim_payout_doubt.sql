-- +goose Up
ALTER TABLE claim_payout_orders ADD COLUMN doubt BIGINT NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE claim_payout_orders DROP COLUMN doubt;
