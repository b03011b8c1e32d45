-- +goose Up
CREATE TABLE product_links (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    batch_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    href       VARBINARY(1000) NOT NULL,
    title      VARCHAR(200) NOT NULL,
    lang       VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    context    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    default_of CHAR(36) CHARACTER SET ascii COLLATE ascii_bin,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY product_links_key (product_id, batch_id, type, lang, media_type, context, href),
    UNIQUE KEY product_links_default_key (default_of),
    CONSTRAINT product_links_https CHECK (href LIKE 'https://%'),
    CONSTRAINT product_links_default CHECK (default_of IS NULL OR default_of = CASE WHEN batch_id = '' THEN product_id ELSE batch_id END)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE product_links;
