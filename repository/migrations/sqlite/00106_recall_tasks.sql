-- +goose Up
CREATE TABLE recall_tasks (
    id           TEXT NOT NULL,
    recall_id    TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    place_id     INTEGER NOT NULL,
    region       TEXT NOT NULL,
    tier         INTEGER NOT NULL,
    told_by      TEXT NOT NULL,
    state        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    link_hash    BLOB NOT NULL,
    link_until   INTEGER NOT NULL,
    notified_at  INTEGER NOT NULL,
    delivered_at INTEGER NOT NULL,
    opened_at    INTEGER NOT NULL,
    answered_at  INTEGER NOT NULL,
    sampled      INTEGER NOT NULL,
    verified_at  INTEGER NOT NULL,
    verified_by  TEXT NOT NULL,
    finding      TEXT NOT NULL,
    due_at       INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recall_tasks_state_declared CHECK (state IN ('issued', 'notified', 'undelivered', 'delivered', 'opened', 'acknowledged', 'sealed', 'none-held', 'returned', 'destroyed', 'relabelled', 'confirmed', 'escalated', 'withdrawn'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recall_tasks_holder ON recall_tasks (recall_id, org_id, place_id);
CREATE INDEX recall_tasks_org ON recall_tasks (org_id, state, id);
CREATE INDEX recall_tasks_teller ON recall_tasks (told_by, recall_id, id);
CREATE INDEX recall_tasks_region ON recall_tasks (region, recall_id, id);
CREATE INDEX recall_tasks_state ON recall_tasks (recall_id, state, id);
CREATE INDEX recall_tasks_link ON recall_tasks (link_hash);

-- +goose Down
DROP TABLE recall_tasks;
