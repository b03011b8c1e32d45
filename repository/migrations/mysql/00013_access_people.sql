-- +goose Up
CREATE TABLE people (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    login      VARBINARY(120) NOT NULL,
    name       VARCHAR(120) NOT NULL,
    password   VARCHAR(200) NOT NULL,
    lang       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    disabled   TINYINT NOT NULL,
    failures   INT NOT NULL,
    failed_at  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT people_login_key UNIQUE (login)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE people;
