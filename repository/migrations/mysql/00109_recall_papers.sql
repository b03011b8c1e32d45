-- +goose Up
CREATE TABLE recall_papers (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number     INT NOT NULL,
    body       MEDIUMBLOB NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY recall_papers_number (recall_id, kind, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_papers;
