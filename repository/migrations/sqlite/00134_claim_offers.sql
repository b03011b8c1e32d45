-- +goose Up
CREATE TABLE claim_offers (
    id                    TEXT NOT NULL,
    claim_id              TEXT NOT NULL,
    remedy                TEXT NOT NULL,
    compensation_fen      INTEGER NOT NULL,
    compensation_currency TEXT NOT NULL,
    punitive_fen          INTEGER NOT NULL,
    punitive_currency     TEXT NOT NULL,
    due                   BLOB NOT NULL,
    goods                 INTEGER NOT NULL,
    actor                 TEXT NOT NULL,
    created_at            INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claim_offers_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_offers_claim ON claim_offers (claim_id, id);

-- +goose Down
DROP TABLE claim_offers;
