-- +goose Up
CREATE TABLE recall_endpoints (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    channel    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address    VARCHAR(500) NOT NULL,
    secret     VARBINARY(64) NOT NULL,
    lang       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ended_at   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_endpoints_org (org_id, ended_at, id),
    CONSTRAINT recall_endpoints_channel_known CHECK (channel IN ('webhook', 'email'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_endpoints;
