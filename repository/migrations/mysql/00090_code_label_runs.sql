-- +goose Up
-- Each printing of a batch's labels; append-only.
CREATE TABLE label_runs (
    id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number      BIGINT NOT NULL,
    reprint_of  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    layout      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    copies      INT NOT NULL,
    start       INT NOT NULL,
    format      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    second_lang VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ecc         VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor       VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT label_runs_number_key UNIQUE (batch_id, number),
    KEY label_runs_org (org_id, id),
    CONSTRAINT label_runs_counts CHECK (number >= 1 AND copies >= 1 AND start >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE label_runs;
