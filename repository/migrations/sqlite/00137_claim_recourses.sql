-- +goose Up
CREATE TABLE claim_recourses (
    id                    TEXT NOT NULL,
    number                TEXT NOT NULL,
    damage_id             TEXT NOT NULL,
    claim_id              TEXT NOT NULL,
    payment_id            TEXT NOT NULL,
    parent_id             TEXT NOT NULL,
    creditor_id           TEXT NOT NULL,
    debtor_id             TEXT NOT NULL,
    region                TEXT NOT NULL,
    ground                TEXT NOT NULL,
    share                 INTEGER NOT NULL,
    compensation_fen      INTEGER NOT NULL,
    compensation_currency TEXT NOT NULL,
    punitive_fen          INTEGER NOT NULL,
    punitive_currency     TEXT NOT NULL,
    counter_compensation_fen INTEGER NOT NULL,
    counter_compensation_currency TEXT NOT NULL,
    counter_punitive_fen  INTEGER NOT NULL,
    counter_punitive_currency TEXT NOT NULL,
    cover_id              TEXT NOT NULL,
    evidence              BLOB NOT NULL,
    note                  TEXT NOT NULL,
    court_ref             TEXT NOT NULL,
    state                 TEXT NOT NULL,
    version               INTEGER NOT NULL,
    due_at                INTEGER NOT NULL,
    settled_at            INTEGER NOT NULL,
    actor                 TEXT NOT NULL,
    created_at            INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claim_recourses_state_declared CHECK (state IN ('demanded', 'disputed', 'mediation', 'court', 'agreed', 'settled', 'released')),
    CONSTRAINT claim_recourses_share CHECK (share BETWEEN 0 AND 10000),
    CONSTRAINT claim_recourses_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claim_recourses_number ON claim_recourses (number);
CREATE INDEX claim_recourses_creditor ON claim_recourses (creditor_id, id);
CREATE INDEX claim_recourses_debtor ON claim_recourses (debtor_id, id);
CREATE INDEX claim_recourses_region ON claim_recourses (region, state, id);
CREATE INDEX claim_recourses_cover ON claim_recourses (cover_id, id);
CREATE INDEX claim_recourses_damage ON claim_recourses (damage_id, id);

-- +goose Down
DROP TABLE claim_recourses;
