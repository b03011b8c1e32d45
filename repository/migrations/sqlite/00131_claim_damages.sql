-- +goose Up
CREATE TABLE claim_damages (
    id         TEXT NOT NULL,
    token      BLOB NOT NULL,
    payment_id TEXT NOT NULL,
    claims     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claim_damages_token ON claim_damages (token);

-- +goose Down
DROP TABLE claim_damages;
