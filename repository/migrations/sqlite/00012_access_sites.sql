-- +goose Up
CREATE TABLE sites (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    name_zh    TEXT NOT NULL,
    name_ug    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    gln        TEXT NOT NULL,
    region     TEXT NOT NULL,
    address    TEXT NOT NULL,
    lat_e7     INTEGER NOT NULL,
    lng_e7     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT sites_on_earth CHECK (lat_e7 BETWEEN -900000000 AND 900000000 AND lng_e7 BETWEEN -1800000000 AND 1800000000),
    CONSTRAINT sites_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sites_org ON sites (org_id, id);
CREATE INDEX sites_region ON sites (region, id);

-- +goose Down
DROP TABLE sites;
