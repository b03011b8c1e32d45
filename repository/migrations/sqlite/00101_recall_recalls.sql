-- +goose Up
CREATE TABLE recalls (
    id            TEXT NOT NULL,
    number        TEXT NOT NULL,
    org_id        TEXT NOT NULL,
    region        TEXT NOT NULL,
    opened_by     TEXT NOT NULL,
    opener        TEXT NOT NULL,
    origin        TEXT NOT NULL,
    pack          TEXT NOT NULL,
    pack_version  INTEGER NOT NULL,
    grade         TEXT NOT NULL,
    mock          INTEGER NOT NULL,
    title_zh      TEXT NOT NULL,
    title_ug      TEXT NOT NULL,
    title_en      TEXT NOT NULL,
    hazard_zh     TEXT NOT NULL,
    hazard_ug     TEXT NOT NULL,
    hazard_en     TEXT NOT NULL,
    policy        TEXT NOT NULL,
    scope_version INTEGER NOT NULL,
    plan_version  INTEGER NOT NULL,
    state         TEXT NOT NULL,
    version       INTEGER NOT NULL,
    known_at      INTEGER NOT NULL,
    blocked_from  INTEGER NOT NULL,
    announced_at  INTEGER NOT NULL,
    ended_at      INTEGER NOT NULL,
    check_level   TEXT NOT NULL,
    check_percent INTEGER NOT NULL,
    check_seed    TEXT NOT NULL,
    check_holders INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recalls_state_declared CHECK (state IN ('draft', 'assessed', 'ordered', 'plan-filed', 'withdrawing', 'announced', 'executing', 'extended', 'disposing', 'reported', 'evaluated', 'insufficient', 'active-ended', 'closed', 'reopened', 'cancelled'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recalls_number ON recalls (number);
CREATE INDEX recalls_org ON recalls (org_id, id);
CREATE INDEX recalls_region ON recalls (region, id);
CREATE INDEX recalls_opener ON recalls (opened_by, id);
CREATE INDEX recalls_state ON recalls (mock, state, id);
CREATE INDEX recalls_public ON recalls (mock, announced_at, id);

-- +goose Down
DROP TABLE recalls;
