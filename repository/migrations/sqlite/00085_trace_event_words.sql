-- +goose Up
CREATE TABLE event_words (
    org_id TEXT NOT NULL,
    region TEXT NOT NULL,
    kind   TEXT NOT NULL,
    word   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    PRIMARY KEY (org_id, kind, word, place, region)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_words_region ON event_words (region, kind, word);

-- +goose Down
DROP TABLE event_words;
