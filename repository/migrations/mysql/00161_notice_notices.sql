-- +goose Up
CREATE TABLE notices (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    topic       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id  VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    part_id     VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    channel     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address     VARCHAR(500) NOT NULL,
    lang        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version     BIGINT NOT NULL,
    body        MEDIUMBLOB NOT NULL,
    attempts    INT NOT NULL,
    next_at     BIGINT NOT NULL,
    last_error  VARCHAR(500) NOT NULL,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY notices_due (state, next_at, id),
    KEY notices_part (part_id, id),
    KEY notices_subject (subject_id, id),
    KEY notices_org (org_id, state, id),
    KEY notices_desk (org_id, channel, id),
    CONSTRAINT notices_state_declared CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT notices_topic_known CHECK (topic IN ('recall', 'claim', 'complaint')),
    CONSTRAINT notices_channel_known CHECK (channel IN ('desk', 'webhook', 'email')),
    CONSTRAINT notices_address_named CHECK (address NOT LIKE '%@%' AND address NOT LIKE '%/%')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE notices;
