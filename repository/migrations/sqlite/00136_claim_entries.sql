-- +goose Up
CREATE TABLE claim_entries (
    id          INTEGER NOT NULL,
    journal_id  TEXT NOT NULL,
    kind        TEXT NOT NULL,
    damage_id   TEXT NOT NULL,
    payment_id  TEXT NOT NULL,
    recourse_id TEXT NOT NULL,
    party       TEXT NOT NULL,
    account     TEXT NOT NULL,
    part        TEXT NOT NULL,
    fen         INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_entries_damage ON claim_entries (damage_id, id);
CREATE INDEX claim_entries_party ON claim_entries (party, id);
CREATE INDEX claim_entries_journal ON claim_entries (journal_id, id);

-- +goose Down
DROP TABLE claim_entries;
