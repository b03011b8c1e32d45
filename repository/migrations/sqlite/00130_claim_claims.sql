-- +goose Up
CREATE TABLE claims (
    id             TEXT NOT NULL,
    number         TEXT NOT NULL,
    org_id         TEXT NOT NULL,
    region         TEXT NOT NULL,
    party          TEXT NOT NULL,
    damage_id      TEXT NOT NULL,
    product_id     TEXT NOT NULL,
    batch_id       TEXT NOT NULL,
    code           TEXT NOT NULL,
    node_id        INTEGER NOT NULL,
    seller_id      TEXT NOT NULL,
    bought_on      TEXT NOT NULL,
    harm_on        TEXT NOT NULL,
    units          INTEGER NOT NULL,
    price_fen      INTEGER NOT NULL,
    price_currency TEXT NOT NULL,
    channel        TEXT NOT NULL,
    remedy         TEXT NOT NULL,
    recall_id      TEXT NOT NULL,
    asked_fen      INTEGER NOT NULL,
    asked_currency TEXT NOT NULL,
    facts          BLOB NOT NULL,
    offer_id       TEXT NOT NULL,
    complaint_id   TEXT NOT NULL,
    state          TEXT NOT NULL,
    version        INTEGER NOT NULL,
    turn           TEXT NOT NULL,
    clock          BLOB NOT NULL,
    due_at         INTEGER NOT NULL,
    provisional    INTEGER NOT NULL,
    warn_at        INTEGER NOT NULL,
    link_hash      BLOB NOT NULL,
    settled_at     INTEGER NOT NULL,
    advance_at     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT claims_state_declared CHECK (state IN ('filed', 'evidence', 'offered', 'declined', 'accepted', 'settled', 'refused', 'deemed', 'withdrawn', 'closed')),
    CONSTRAINT claims_turn_known CHECK (turn IN ('party', 'claimant', 'nobody')),
    CONSTRAINT claims_units_some CHECK (units > 0)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX claims_number ON claims (number);
CREATE INDEX claims_desk ON claims (org_id, turn, due_at, id);
CREATE INDEX claims_org ON claims (org_id, id);
CREATE INDEX claims_watch ON claims (region, turn, due_at, id);
CREATE INDEX claims_region ON claims (region, id);
CREATE INDEX claims_damage ON claims (damage_id, id);
CREATE INDEX claims_link ON claims (link_hash);
CREATE INDEX claims_batch ON claims (batch_id, created_at);
CREATE INDEX claims_recall ON claims (recall_id, id);
CREATE INDEX claims_warn ON claims (warn_at, id);

-- +goose Down
DROP TABLE claims;
