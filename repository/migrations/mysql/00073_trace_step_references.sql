-- +goose Up
-- Which operations were imported under a company's own reference: the same rows again change nothing, other rows are
-- refused. Kept for ever, because files are kept for ever.
CREATE TABLE step_references (
    org_id      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    operation   VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reference   VARBINARY(400) NOT NULL,
    fingerprint BINARY(32) NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, operation, reference)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE step_references;
