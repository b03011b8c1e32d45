-- +goose Up
CREATE TABLE documents (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind       VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title      VARCHAR(200) NOT NULL,
    file_name  VARCHAR(200) NOT NULL,
    media_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    size       BIGINT NOT NULL,
    sha256     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    public     TINYINT NOT NULL,
    issued_by  VARCHAR(200) NOT NULL,
    issued_on  VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_to   VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    basis      VARCHAR(300) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY documents_batch (batch_id, id),
    KEY documents_product (product_id, id),
    KEY documents_org (org_id, id),
    KEY documents_sha256 (sha256)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE documents;
