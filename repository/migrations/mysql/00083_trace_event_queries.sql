-- +goose Up
CREATE TABLE event_queries (
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       VARBINARY(120) NOT NULL,
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    query      MEDIUMBLOB NOT NULL,
    extensions MEDIUMBLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, name),
    CONSTRAINT event_queries_id_key UNIQUE (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_queries;
