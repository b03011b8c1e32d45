-- +goose Up
ALTER TABLE recall_signals
    ADD COLUMN kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN receipt CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD KEY recall_signals_receipt (receipt, id);

-- +goose Down
ALTER TABLE recall_signals DROP KEY recall_signals_receipt, DROP COLUMN receipt, DROP COLUMN kind;
