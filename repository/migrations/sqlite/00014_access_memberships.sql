-- +goose Up
CREATE TABLE memberships (
    person_id  TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    role       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, org_id),
    CONSTRAINT memberships_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT memberships_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_org ON memberships (org_id, person_id);

-- +goose Down
DROP TABLE memberships;
