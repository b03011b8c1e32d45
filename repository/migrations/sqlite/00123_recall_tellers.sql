-- +goose Up
CREATE TABLE recall_tellers (
    task_id TEXT NOT NULL,
    org_id  TEXT NOT NULL,
    PRIMARY KEY (task_id, org_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_tellers_org ON recall_tellers (org_id, task_id);

-- +goose Down
DROP TABLE recall_tellers;
