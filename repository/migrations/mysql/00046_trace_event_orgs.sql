-- +goose Up
CREATE TABLE event_orgs (
    event_seq BIGINT NOT NULL,
    org_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region    VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    why       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (event_seq, org_id, region),
    KEY event_orgs_org (org_id, event_seq),
    KEY event_orgs_region (region, event_seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE event_orgs;
