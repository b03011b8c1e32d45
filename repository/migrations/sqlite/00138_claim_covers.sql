-- +goose Up
CREATE TABLE claim_covers (
    id               TEXT NOT NULL,
    kind             TEXT NOT NULL,
    org_id           TEXT NOT NULL,
    payer            TEXT NOT NULL,
    number           TEXT NOT NULL,
    ceiling_fen      INTEGER NOT NULL,
    ceiling_currency TEXT NOT NULL,
    drawn            INTEGER NOT NULL,
    punitive         INTEGER NOT NULL,
    valid_from       TEXT NOT NULL,
    valid_to         TEXT NOT NULL,
    actor            TEXT NOT NULL,
    confirmed_at     INTEGER NOT NULL,
    ended_at         INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claim_covers_drawn CHECK (drawn >= 0 AND drawn <= ceiling_fen)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_covers_org ON claim_covers (org_id, id);
CREATE INDEX claim_covers_payer ON claim_covers (payer, id);

-- +goose Down
DROP TABLE claim_covers;
