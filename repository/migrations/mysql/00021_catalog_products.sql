-- +goose Up
CREATE TABLE products (
    id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    gtin            VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code            VARBINARY(60) NOT NULL,
    name_zh         VARCHAR(200) NOT NULL,
    name_ug         VARCHAR(200) NOT NULL,
    name_en         VARCHAR(200) NOT NULL,
    category        VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    unit            VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    net_content     VARCHAR(60) NOT NULL,
    shelf_life_days INT NOT NULL,
    storage_zh      VARCHAR(300) NOT NULL,
    storage_ug      VARCHAR(300) NOT NULL,
    storage_en      VARCHAR(300) NOT NULL,
    standards       VARCHAR(1000) NOT NULL,
    photo_id        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT products_code_key UNIQUE (org_id, code),
    KEY products_gtin (gtin),
    CONSTRAINT products_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE products;
