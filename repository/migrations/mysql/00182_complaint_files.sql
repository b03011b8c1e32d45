-- +goose Up
CREATE TABLE complaint_files (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    media      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    size       BIGINT NOT NULL,
    sum        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    share      INT NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY complaint_files_subject (subject_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE complaint_files;
