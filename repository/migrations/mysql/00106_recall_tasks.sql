-- +goose Up
CREATE TABLE recall_tasks (
    id           CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id     BIGINT NOT NULL,
    region       CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tier         INT NOT NULL,
    told_by      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version      BIGINT NOT NULL,
    link_hash    VARBINARY(64) NOT NULL,
    link_until   BIGINT NOT NULL,
    notified_at  BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    answered_at  BIGINT NOT NULL,
    sampled      INT NOT NULL,
    verified_at  BIGINT NOT NULL,
    verified_by  VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    finding      VARCHAR(500) NOT NULL,
    due_at       BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY recall_tasks_holder (recall_id, org_id, place_id),
    KEY recall_tasks_org (org_id, state, id),
    KEY recall_tasks_teller (told_by, recall_id, id),
    KEY recall_tasks_region (region, recall_id, id),
    KEY recall_tasks_state (recall_id, state, id),
    KEY recall_tasks_link (link_hash),
    CONSTRAINT recall_tasks_state_declared CHECK (state IN ('issued', 'notified', 'undelivered', 'delivered', 'opened', 'acknowledged', 'sealed', 'none-held', 'returned', 'destroyed', 'relabelled', 'confirmed', 'escalated', 'withdrawn'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_tasks;
