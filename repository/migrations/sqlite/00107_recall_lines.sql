-- +goose Up
CREATE TABLE recall_lines (
    task_id     TEXT NOT NULL,
    node_id     INTEGER NOT NULL,
    unit        TEXT NOT NULL,
    recall_id   TEXT NOT NULL,
    batch_id    TEXT NOT NULL,
    distributed INTEGER NOT NULL,
    on_hand     INTEGER NOT NULL,
    in_transit  INTEGER NOT NULL,
    sold        INTEGER NOT NULL,
    sealed      INTEGER NOT NULL,
    returned    INTEGER NOT NULL,
    destroyed   INTEGER NOT NULL,
    corrected   INTEGER NOT NULL,
    consumed    INTEGER NOT NULL,
    explained   INTEGER NOT NULL,
    unproven    INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    PRIMARY KEY (task_id, node_id, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_lines_recall ON recall_lines (recall_id, node_id, unit, task_id);

-- +goose Down
DROP TABLE recall_lines;
