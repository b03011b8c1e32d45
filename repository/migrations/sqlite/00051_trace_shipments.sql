-- +goose Up
CREATE TABLE shipments (
    id        TEXT NOT NULL,
    from_org  TEXT NOT NULL,
    from_site TEXT NOT NULL,
    to_org    TEXT NOT NULL,
    to_site   TEXT NOT NULL,
    event_id  TEXT NOT NULL,
    reference TEXT NOT NULL,
    state     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    version   INTEGER NOT NULL,
    sent_at   INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT shipments_state_declared CHECK (state IN ('sent', 'partly', 'received', 'refused'))
) STRICT, WITHOUT ROWID;
CREATE INDEX shipments_to ON shipments (to_org, state, id);
CREATE INDEX shipments_from ON shipments (from_org, id);

-- +goose Down
DROP TABLE shipments;
