-- +goose Up
CREATE TABLE recall_signals (
    id          TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    region      TEXT NOT NULL,
    source      TEXT NOT NULL,
    reporter_id TEXT NOT NULL,
    actor       TEXT NOT NULL,
    batch_id    TEXT NOT NULL,
    product_id  TEXT NOT NULL,
    code        TEXT NOT NULL,
    harm        TEXT NOT NULL,
    evidence_id TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    grade       TEXT NOT NULL,
    assessment  TEXT NOT NULL,
    unsafe_at   INTEGER NOT NULL,
    recall_id   TEXT NOT NULL,
    merged_id   TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recall_signals_state_declared CHECK (state IN ('received', 'assessing', 'unsafe', 'not-unsafe', 'merged'))
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_signals_org ON recall_signals (org_id, state, id);
CREATE INDEX recall_signals_region ON recall_signals (region, state, id);
CREATE INDEX recall_signals_batch ON recall_signals (batch_id, id);
CREATE INDEX recall_signals_recall ON recall_signals (recall_id, id);

-- +goose Down
DROP TABLE recall_signals;
