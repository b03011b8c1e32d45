-- +goose Up
CREATE TABLE shipments (
    id        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_org  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_site CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_org    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_site   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_id  VARBINARY(512) NOT NULL,
    reference VARCHAR(80) NOT NULL,
    state     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason    VARCHAR(500) NOT NULL,
    version   BIGINT NOT NULL,
    sent_at   BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY shipments_to (to_org, state, id),
    KEY shipments_from (from_org, id),
    CONSTRAINT shipments_state_declared CHECK (state IN ('sent', 'partly', 'received', 'refused'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE shipments;
