-- +goose Up
CREATE TABLE released_tokens (
    hash    TEXT NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX released_tokens_expires ON released_tokens (expires);

-- +goose Down
DROP TABLE released_tokens;
