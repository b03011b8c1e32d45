-- +goose Up
CREATE TABLE captures (
    id             CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor          VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state          VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    behaviour      VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payload_sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    accepted       INT NOT NULL,
    rejected       INT NOT NULL,
    duplicates     INT NOT NULL,
    errors         MEDIUMBLOB NOT NULL,
    version        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    finished_at    BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY captures_org (org_id, id),
    CONSTRAINT captures_state_declared CHECK (state IN ('running', 'success', 'partial', 'failed')),
    CONSTRAINT captures_finished_has_time CHECK ((state = 'running') = (finished_at = 0))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE captures;
