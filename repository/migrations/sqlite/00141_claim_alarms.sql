-- +goose Up
CREATE TABLE claim_alarms (
    batch_id  TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    PRIMARY KEY (batch_id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE claim_alarms;
