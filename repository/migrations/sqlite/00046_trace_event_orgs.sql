-- +goose Up
CREATE TABLE event_orgs (
    event_seq INTEGER NOT NULL,
    org_id    TEXT NOT NULL,
    region    TEXT NOT NULL,
    why       TEXT NOT NULL,
    PRIMARY KEY (event_seq, org_id, region)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_orgs_org ON event_orgs (org_id, event_seq);
CREATE INDEX event_orgs_region ON event_orgs (region, event_seq);

-- +goose Down
DROP TABLE event_orgs;
