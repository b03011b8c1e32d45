-- +goose Up
CREATE TABLE recall_recoveries (
    damage_id  TEXT NOT NULL,
    recall_id  TEXT NOT NULL,
    task_id    TEXT NOT NULL,
    answer_id  INTEGER NOT NULL,
    units      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (damage_id, recall_id),
    CONSTRAINT recall_recoveries_some CHECK (units > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_recoveries_answer ON recall_recoveries (answer_id);

-- +goose Down
DROP TABLE recall_recoveries;
