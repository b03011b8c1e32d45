-- +goose Up
CREATE TABLE recall_tellers (
    task_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (task_id, org_id),
    KEY recall_tellers_org (org_id, task_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_tellers;
