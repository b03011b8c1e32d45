-- +goose Up
CREATE TABLE recall_signals (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region      CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    source      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reporter_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor       VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code        VARBINARY(512) NOT NULL,
    harm        VARCHAR(2000) NOT NULL,
    evidence_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    happened_at BIGINT NOT NULL,
    state       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version     BIGINT NOT NULL,
    grade       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    assessment  VARCHAR(2000) NOT NULL,
    unsafe_at   BIGINT NOT NULL,
    recall_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    merged_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_signals_org (org_id, state, id),
    KEY recall_signals_region (region, state, id),
    KEY recall_signals_batch (batch_id, id),
    KEY recall_signals_recall (recall_id, id),
    CONSTRAINT recall_signals_state_declared CHECK (state IN ('received', 'assessing', 'unsafe', 'not-unsafe', 'merged'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_signals;
