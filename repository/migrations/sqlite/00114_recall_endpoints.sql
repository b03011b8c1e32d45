-- +goose Up
CREATE TABLE recall_endpoints (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    channel    TEXT NOT NULL,
    address    TEXT NOT NULL,
    secret     BLOB NOT NULL,
    lang       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    ended_at   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recall_endpoints_channel_known CHECK (channel IN ('webhook', 'email'))
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_endpoints_org ON recall_endpoints (org_id, ended_at, id);

-- +goose Down
DROP TABLE recall_endpoints;
