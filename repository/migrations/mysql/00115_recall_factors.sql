-- +goose Up
CREATE TABLE recall_factors (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_unit  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_unit    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    num        BIGINT NOT NULL,
    den        BIGINT NOT NULL,
    valid_from VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_to   VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ended_at   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY recall_factors_product (product_id, ended_at, id),
    CONSTRAINT recall_factors_positive CHECK (num > 0 AND den > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_factors;
