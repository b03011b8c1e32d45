-- +goose Up
DROP TABLE recall_notices;

-- +goose Down
CREATE TABLE recall_notices (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    task_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
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
    KEY recall_notices_due (state, next_at, id),
    KEY recall_notices_recall (recall_id, id),
    KEY recall_notices_task (task_id, id),
    KEY recall_notices_org (org_id, state, id),
    CONSTRAINT recall_notices_state_declared CHECK (state IN ('pending', 'delivered', 'dead'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
