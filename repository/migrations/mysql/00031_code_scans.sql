-- +goose Up
CREATE TABLE scans (
    batch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day      VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    lang     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    count    BIGINT NOT NULL,
    PRIMARY KEY (batch_id, day, lang)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE scans;
