-- +goose Up
-- Which worker has a running job, and until when nobody else may take it.
CREATE TABLE job_leases (
    job_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holder     VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (job_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE job_leases;
