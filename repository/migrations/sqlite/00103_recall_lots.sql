-- +goose Up
CREATE TABLE recall_lots (
    recall_id     TEXT NOT NULL,
    node_id       INTEGER NOT NULL,
    epc           TEXT NOT NULL,
    level         TEXT NOT NULL,
    batch_id      TEXT NOT NULL,
    maker_id      TEXT NOT NULL,
    class         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    conditions    TEXT NOT NULL,
    via_id        INTEGER NOT NULL,
    blocked       INTEGER NOT NULL,
    scope_version INTEGER NOT NULL,
    event_seq     INTEGER NOT NULL,
    joined_seq    INTEGER NOT NULL,
    cleared_by    TEXT NOT NULL,
    evidence_id   TEXT NOT NULL,
    note          TEXT NOT NULL,
    cleared_at    INTEGER NOT NULL,
    gone_at       INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (recall_id, node_id),
    CONSTRAINT recall_lots_class_known CHECK (class IN ('confirmed', 'possible', 'cleared'))
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_lots_node ON recall_lots (node_id, blocked);
CREATE INDEX recall_lots_batch ON recall_lots (batch_id, recall_id);
CREATE INDEX recall_lots_changed ON recall_lots (changed);
CREATE INDEX recall_lots_class ON recall_lots (recall_id, class, node_id);

-- +goose Down
DROP TABLE recall_lots;
