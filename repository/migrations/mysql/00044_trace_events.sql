-- +goose Up
CREATE TABLE events (
    seq          BIGINT NOT NULL,
    event_id     VARBINARY(512) NOT NULL,
    hash         VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hash_rules   VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    declares     INT NOT NULL,
    type         VARBINARY(512) NOT NULL,
    action       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    time         BIGINT NOT NULL,
    zone_offset  VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recorded     BIGINT NOT NULL,
    biz_step     VARBINARY(512) NOT NULL,
    disposition  VARBINARY(512) NOT NULL,
    read_point   BIGINT NOT NULL,
    biz_location BIGINT NOT NULL,
    org_id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor        VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    capture_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    retracted    BIGINT NOT NULL,
    context      MEDIUMTEXT NOT NULL,
    body         MEDIUMBLOB NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT events_event_id_key UNIQUE (org_id, event_id, declares),
    KEY events_event_id (event_id),
    KEY events_hash (hash),
    KEY events_time (time, seq),
    KEY events_recorded (recorded, seq),
    KEY events_org (org_id, seq),
    KEY events_capture (capture_id, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE events;
