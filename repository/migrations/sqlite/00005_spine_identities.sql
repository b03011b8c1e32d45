-- +goose Up
-- Who owns a GS1 key: party, location or trade item. One row a key, so no key has two owners.
CREATE TABLE identities (
    uri        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    PRIMARY KEY (uri)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_subject ON identities (subject_id);

-- +goose Down
DROP TABLE identities;
