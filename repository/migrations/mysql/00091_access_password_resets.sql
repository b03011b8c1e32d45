-- +goose Up
CREATE TABLE password_resets (
    person_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hash       VARBINARY(32) NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    made_by    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (person_id),
    UNIQUE KEY password_resets_hash_key (hash),
    CONSTRAINT password_resets_person FOREIGN KEY (person_id) REFERENCES people (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE password_resets;
