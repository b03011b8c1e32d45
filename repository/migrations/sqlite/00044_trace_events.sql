-- +goose Up
CREATE TABLE events (
    seq          INTEGER NOT NULL,
    event_id     TEXT NOT NULL,
    hash         TEXT NOT NULL,
    hash_rules   TEXT NOT NULL,
    declares     INTEGER NOT NULL,
    type         TEXT NOT NULL,
    action       TEXT NOT NULL,
    time         INTEGER NOT NULL,
    zone_offset  TEXT NOT NULL,
    recorded     INTEGER NOT NULL,
    biz_step     TEXT NOT NULL,
    disposition  TEXT NOT NULL,
    read_point   INTEGER NOT NULL,
    biz_location INTEGER NOT NULL,
    org_id       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    capture_id   TEXT NOT NULL,
    retracted    INTEGER NOT NULL,
    context      TEXT NOT NULL,
    body         BLOB NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT events_event_id_key UNIQUE (org_id, event_id, declares)
) STRICT;
CREATE INDEX events_event_id ON events (event_id);
CREATE INDEX events_hash ON events (hash);
CREATE INDEX events_time ON events (time, seq);
CREATE INDEX events_recorded ON events (recorded, seq);
CREATE INDEX events_org ON events (org_id, seq);
CREATE INDEX events_capture ON events (capture_id, seq);

-- +goose Down
DROP TABLE events;
