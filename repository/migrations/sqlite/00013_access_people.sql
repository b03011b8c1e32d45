-- +goose Up
CREATE TABLE people (
    id         TEXT NOT NULL,
    login      TEXT NOT NULL,
    name       TEXT NOT NULL,
    password   TEXT NOT NULL,
    lang       TEXT NOT NULL,
    disabled   INTEGER NOT NULL,
    failures   INTEGER NOT NULL,
    failed_at  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT people_login_key UNIQUE (login)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE people;
