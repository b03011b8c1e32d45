-- +goose Up
CREATE TABLE jobs (
    id                CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id            CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor             VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind              VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state             VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    lang              VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    params            MEDIUMBLOB NOT NULL,
    confirmed         TINYINT NOT NULL,
    attempts          INT NOT NULL,
    input_key         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    input_name        VARCHAR(200) NOT NULL,
    input_media_type  VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    input_size        BIGINT NOT NULL,
    result_key        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result_name       VARCHAR(200) NOT NULL,
    result_media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    result_size       BIGINT NOT NULL,
    done              BIGINT NOT NULL,
    total             BIGINT NOT NULL,
    added             BIGINT NOT NULL,
    unchanged         BIGINT NOT NULL,
    faults            BIGINT NOT NULL,
    reason            MEDIUMBLOB NOT NULL,
    version           BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    started_at        BIGINT NOT NULL,
    finished_at       BIGINT NOT NULL,
    forgotten_at      BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY jobs_org (org_id, id),
    KEY jobs_state (state, id),
    KEY jobs_finished (forgotten_at, finished_at),
    CONSTRAINT jobs_state_declared CHECK (state IN ('queued', 'running', 'checked', 'done', 'failed', 'cancelling', 'cancelled', 'abandoned'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE jobs;
