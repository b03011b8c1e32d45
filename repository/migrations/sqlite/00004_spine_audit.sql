-- +goose Up
-- Who did what; append-only.
CREATE TABLE audit (
    id         INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail     TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX audit_org ON audit (org_id, id);
CREATE INDEX audit_subject ON audit (subject_id, id);

-- +goose Down
DROP TABLE audit;
