-- +goose Up
-- Who did what; append-only.
CREATE TABLE audit (
    id         BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    action     VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    detail     VARCHAR(2000) NOT NULL,
    PRIMARY KEY (id),
    KEY audit_org (org_id, id),
    KEY audit_subject (subject_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE audit;
