-- +goose Up
CREATE TABLE password_resets (
    person_id  TEXT NOT NULL,
    hash       BLOB NOT NULL,
    org_id     TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (person_id),
    CONSTRAINT password_resets_hash_key UNIQUE (hash),
    CONSTRAINT password_resets_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE password_resets;
