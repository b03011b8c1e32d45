-- +goose Up
CREATE TABLE released_tokens (
    hash    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (hash),
    KEY released_tokens_expires (expires)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE released_tokens;
