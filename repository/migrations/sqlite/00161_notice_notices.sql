-- +goose Up
CREATE TABLE notices (
    id          TEXT NOT NULL,
    topic       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    subject_id  TEXT NOT NULL,
    part_id     TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    channel     TEXT NOT NULL,
    address     TEXT NOT NULL,
    lang        TEXT NOT NULL,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    body        BLOB NOT NULL,
    attempts    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    last_error  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT notices_state_declared CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT notices_topic_known CHECK (topic IN ('recall', 'claim', 'complaint')),
    CONSTRAINT notices_channel_known CHECK (channel IN ('desk', 'webhook', 'email')),
    CONSTRAINT notices_address_named CHECK (address NOT LIKE '%@%' AND address NOT LIKE '%/%')
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_due ON notices (state, next_at, id);
CREATE INDEX notices_part ON notices (part_id, id);
CREATE INDEX notices_subject ON notices (subject_id, id);
CREATE INDEX notices_org ON notices (org_id, state, id);
CREATE INDEX notices_desk ON notices (org_id, channel, id);

-- +goose Down
DROP TABLE notices;
