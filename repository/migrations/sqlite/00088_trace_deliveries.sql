-- +goose Up
CREATE TABLE deliveries (
    id              TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    org_id          TEXT NOT NULL,
    state           TEXT NOT NULL,
    version         INTEGER NOT NULL,
    body            BLOB NOT NULL,
    events          BLOB NOT NULL,
    attempts        INTEGER NOT NULL,
    next_at         INTEGER NOT NULL,
    last_error      TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    finished_at     INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT deliveries_state_declared CHECK (state IN ('pending', 'delivered', 'dead'))
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (state, next_at, id);
CREATE INDEX deliveries_subscription ON deliveries (subscription_id, id);
CREATE INDEX deliveries_org ON deliveries (org_id, state, id);

-- +goose Down
DROP TABLE deliveries;
