-- +goose Up
ALTER TABLE recall_signals ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE recall_signals ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
CREATE INDEX recall_signals_receipt ON recall_signals (receipt, id);

-- +goose Down
DROP INDEX recall_signals_receipt;
ALTER TABLE recall_signals DROP COLUMN receipt;
ALTER TABLE recall_signals DROP COLUMN kind;
