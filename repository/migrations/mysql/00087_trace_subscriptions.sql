-- +goose Up
CREATE TABLE subscriptions (
    id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    query_name      VARBINARY(120) NOT NULL,
    actor           VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    dest            VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret          VARBINARY(300) NOT NULL,
    schedule        VARBINARY(2000) NOT NULL,
    report_if_empty INT NOT NULL,
    since           BIGINT NOT NULL,
    upto            BIGINT NOT NULL,
    next_at         BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY subscriptions_query (org_id, query_name, id),
    KEY subscriptions_due (next_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE subscriptions;
