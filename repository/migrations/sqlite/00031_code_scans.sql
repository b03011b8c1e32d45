-- +goose Up
CREATE TABLE scans (
    batch_id TEXT NOT NULL,
    day      TEXT NOT NULL,
    lang     TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (batch_id, day, lang)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE scans;
