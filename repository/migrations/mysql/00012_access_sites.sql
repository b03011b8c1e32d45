-- +goose Up
CREATE TABLE sites (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name_zh    VARCHAR(200) NOT NULL,
    name_ug    VARCHAR(200) NOT NULL,
    name_en    VARCHAR(200) NOT NULL,
    gln        VARCHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region     VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    address    VARCHAR(300) NOT NULL,
    lat_e7     BIGINT NOT NULL,
    lng_e7     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY sites_org (org_id, id),
    KEY sites_region (region, id),
    CONSTRAINT sites_on_earth CHECK (lat_e7 BETWEEN -900000000 AND 900000000 AND lng_e7 BETWEEN -1800000000 AND 1800000000),
    CONSTRAINT sites_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE sites;
