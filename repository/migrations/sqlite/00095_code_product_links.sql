-- +goose Up
CREATE TABLE product_links (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    batch_id   TEXT NOT NULL,
    type       TEXT NOT NULL,
    href       TEXT NOT NULL,
    title      TEXT NOT NULL,
    lang       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    context    TEXT NOT NULL,
    default_of TEXT,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT product_links_https CHECK (href LIKE 'https://%'),
    CONSTRAINT product_links_default CHECK (default_of IS NULL OR default_of = CASE WHEN batch_id = '' THEN product_id ELSE batch_id END)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX product_links_key ON product_links (product_id, batch_id, type, lang, media_type, context, href);
CREATE UNIQUE INDEX product_links_default_key ON product_links (default_of);

-- +goose Down
DROP TABLE product_links;
