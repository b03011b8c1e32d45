-- +goose Up
CREATE TABLE findings (
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    event_seq   INTEGER NOT NULL,
    node_id     INTEGER NOT NULL,
    org_id      TEXT NOT NULL,
    place_id    INTEGER NOT NULL,
    amount      INTEGER NOT NULL,
    unit        TEXT NOT NULL,
    opened_at   INTEGER NOT NULL,
    resolved_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_org ON findings (org_id, id);
CREATE INDEX findings_node ON findings (node_id, id);
CREATE INDEX findings_event ON findings (event_seq);

-- +goose Down
DROP TABLE findings;
