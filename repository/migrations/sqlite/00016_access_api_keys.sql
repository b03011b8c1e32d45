-- +goose Up
CREATE TABLE api_keys (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    hash       BLOB NOT NULL,
    roles      TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    next_id    TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT api_keys_prefix_key UNIQUE (prefix),
    CONSTRAINT api_keys_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_org ON api_keys (org_id, id);

-- +goose Down
DROP TABLE api_keys;
