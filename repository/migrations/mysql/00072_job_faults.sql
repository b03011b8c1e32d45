-- +goose Up
CREATE TABLE job_faults (
    job_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ordinal    BIGINT NOT NULL,
    row_no     BIGINT NOT NULL,
    column_key VARCHAR(200) NOT NULL,
    code       VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    params     MEDIUMBLOB NOT NULL,
    PRIMARY KEY (job_id, ordinal)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE job_faults;
