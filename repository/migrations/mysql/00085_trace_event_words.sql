-- +goose Up
CREATE TABLE event_words (
    org_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind   VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    word   VARBINARY(512) NOT NULL,
    place  BIGINT NOT NULL,
    PRIMARY KEY (org_id, kind, word, place, region),
    KEY event_words_region (region, kind, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_words;
