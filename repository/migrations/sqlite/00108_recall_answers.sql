-- +goose Up
CREATE TABLE recall_answers (
    id           INTEGER NOT NULL,
    task_id      TEXT NOT NULL,
    recall_id    TEXT NOT NULL,
    node_id      INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    quantity     INTEGER NOT NULL,
    unit         TEXT NOT NULL,
    counted      INTEGER NOT NULL,
    counted_unit TEXT NOT NULL,
    evidence_id  TEXT NOT NULL,
    note         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    withdrawn    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_answers_task ON recall_answers (task_id, id);
CREATE INDEX recall_answers_recall ON recall_answers (recall_id, id);

-- +goose Down
DROP TABLE recall_answers;
