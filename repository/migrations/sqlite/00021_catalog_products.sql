-- +goose Up
CREATE TABLE products (
    id              TEXT NOT NULL,
    org_id          TEXT NOT NULL,
    gtin            TEXT NOT NULL,
    code            TEXT NOT NULL,
    name_zh         TEXT NOT NULL,
    name_ug         TEXT NOT NULL,
    name_en         TEXT NOT NULL,
    category        TEXT NOT NULL,
    unit            TEXT NOT NULL,
    net_content     TEXT NOT NULL,
    shelf_life_days INTEGER NOT NULL,
    storage_zh      TEXT NOT NULL,
    storage_ug      TEXT NOT NULL,
    storage_en      TEXT NOT NULL,
    standards       TEXT NOT NULL,
    photo_id        TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT products_code_key UNIQUE (org_id, code),
    CONSTRAINT products_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX products_gtin ON products (gtin);

-- +goose Down
DROP TABLE products;
