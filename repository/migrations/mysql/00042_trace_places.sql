-- +goose Up
CREATE TABLE places (
    id      BIGINT NOT NULL,
    uri     VARBINARY(512) NOT NULL,
    site_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT places_uri_key UNIQUE (uri),
    KEY places_site (site_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE places;
