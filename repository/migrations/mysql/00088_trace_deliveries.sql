-- +goose Up
CREATE TABLE deliveries (
    id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subscription_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state           VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version         BIGINT NOT NULL,
    body            MEDIUMBLOB NOT NULL,
    events          MEDIUMBLOB NOT NULL,
    attempts        INT NOT NULL,
    next_at         BIGINT NOT NULL,
    last_error      VARCHAR(300) NOT NULL,
    created_at      BIGINT NOT NULL,
    finished_at     BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY deliveries_due (state, next_at, id),
    KEY deliveries_subscription (subscription_id, id),
    KEY deliveries_org (org_id, state, id),
    CONSTRAINT deliveries_state_declared CHECK (state IN ('pending', 'delivered', 'dead'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE deliveries;
