-- +goose Up
CREATE TABLE places (
    id      INTEGER NOT NULL,
    uri     TEXT NOT NULL,
    site_id TEXT NOT NULL,
    org_id  TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT places_uri_key UNIQUE (uri)
) STRICT;
CREATE INDEX places_site ON places (site_id);

-- +goose Down
DROP TABLE places;
