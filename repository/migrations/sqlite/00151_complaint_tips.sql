-- +goose Up
CREATE TABLE complaint_tips (
    id           TEXT NOT NULL,
    number       TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    region       TEXT NOT NULL,
    authority_id TEXT NOT NULL,
    complaint_id TEXT NOT NULL,
    merged_id    TEXT NOT NULL,
    product_id   TEXT NOT NULL,
    batch_id     TEXT NOT NULL,
    code         TEXT NOT NULL,
    extended     INTEGER NOT NULL,
    state        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    running      INTEGER NOT NULL,
    clocks       BLOB NOT NULL,
    due_at       INTEGER NOT NULL,
    provisional  INTEGER NOT NULL,
    warn_at      INTEGER NOT NULL,
    warned_at    INTEGER NOT NULL,
    overdue_at   INTEGER NOT NULL,
    link_hash    BLOB NOT NULL,
    month        TEXT NOT NULL,
    decided_at   INTEGER NOT NULL,
    told_at      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT complaint_tips_state_declared CHECK (state IN ('received', 'verifying', 'opened', 'dropped', 'transferred', 'merged', 'closed')),
    CONSTRAINT complaint_tips_merged_named CHECK (state <> 'merged' OR merged_id <> '')
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX complaint_tips_number ON complaint_tips (number);
CREATE INDEX complaint_tips_desk ON complaint_tips (authority_id, running, due_at, id);
CREATE INDEX complaint_tips_due ON complaint_tips (running, due_at, id);
CREATE INDEX complaint_tips_authority ON complaint_tips (authority_id, id);
CREATE INDEX complaint_tips_org ON complaint_tips (org_id, id);
CREATE INDEX complaint_tips_region ON complaint_tips (region, month);
CREATE INDEX complaint_tips_link ON complaint_tips (link_hash);
CREATE INDEX complaint_tips_warn ON complaint_tips (warn_at, id);

-- +goose Down
DROP TABLE complaint_tips;
