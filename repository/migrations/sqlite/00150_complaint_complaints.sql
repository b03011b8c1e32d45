-- +goose Up
CREATE TABLE complaints (
    id             TEXT NOT NULL,
    number         TEXT NOT NULL,
    org_id         TEXT NOT NULL,
    region         TEXT NOT NULL,
    authority_id   TEXT NOT NULL,
    proposed_id    TEXT NOT NULL,
    claim_id       TEXT NOT NULL,
    tip_id         TEXT NOT NULL,
    channel        TEXT NOT NULL,
    product_id     TEXT NOT NULL,
    batch_id       TEXT NOT NULL,
    code           TEXT NOT NULL,
    bought_on      TEXT NOT NULL,
    units          INTEGER NOT NULL,
    price_fen      INTEGER NOT NULL,
    price_currency TEXT NOT NULL,
    asked_fen      INTEGER NOT NULL,
    asked_currency TEXT NOT NULL,
    share          INTEGER NOT NULL,
    ground         TEXT NOT NULL,
    ending         TEXT NOT NULL,
    delegate       TEXT NOT NULL,
    lab            TEXT NOT NULL,
    lab_by         TEXT NOT NULL,
    payer          TEXT NOT NULL,
    state          TEXT NOT NULL,
    version        INTEGER NOT NULL,
    turn           TEXT NOT NULL,
    running        INTEGER NOT NULL,
    clocks         BLOB NOT NULL,
    due_at         INTEGER NOT NULL,
    provisional    INTEGER NOT NULL,
    warn_at        INTEGER NOT NULL,
    warned_at      INTEGER NOT NULL,
    overdue_at     INTEGER NOT NULL,
    link_hash      BLOB NOT NULL,
    month          TEXT NOT NULL,
    accepted_at    INTEGER NOT NULL,
    ended_at       INTEGER NOT NULL,
    told_at        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT complaints_state_declared CHECK (state IN ('filed', 'contested', 'refused', 'accepted', 'declined', 'mediation', 'testing', 'settled', 'ended', 'closed', 'withdrawn')),
    CONSTRAINT complaints_turn_known CHECK (turn IN ('authority', 'firm', 'nobody')),
    CONSTRAINT complaints_ground_known CHECK (ground IN ('', 'no-power', 'handled', 'not-consumption', 'too-late', 'papers', 'impersonation', 'other')),
    CONSTRAINT complaints_ending_known CHECK (ending IN ('', 'agreed', 'withdrawn', 'absent', 'no-agreement', 'test-cost', 'sixty-days', 'ground', 'extinct', 'other')),
    CONSTRAINT complaints_ending_told CHECK (state NOT IN ('settled', 'ended', 'closed') OR ending <> ''),
    CONSTRAINT complaints_ground_told CHECK (state <> 'refused' OR ground <> '')
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX complaints_number ON complaints (number);
CREATE INDEX complaints_desk ON complaints (authority_id, running, due_at, id);
CREATE INDEX complaints_firm ON complaints (org_id, running, due_at, id);
CREATE INDEX complaints_due ON complaints (running, due_at, id);
CREATE INDEX complaints_authority ON complaints (authority_id, id);
CREATE INDEX complaints_org ON complaints (org_id, id);
CREATE INDEX complaints_region ON complaints (region, month);
CREATE INDEX complaints_link ON complaints (link_hash);
CREATE INDEX complaints_claim ON complaints (claim_id);
CREATE INDEX complaints_warn ON complaints (warn_at, id);
CREATE INDEX complaints_proposed ON complaints (proposed_id, id);

-- +goose Down
DROP TABLE complaints;
