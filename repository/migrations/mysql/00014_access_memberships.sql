-- +goose Up
CREATE TABLE memberships (
    person_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, org_id),
    KEY memberships_org (org_id, person_id),
    CONSTRAINT memberships_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT memberships_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE memberships;
