-- +goose Up
-- Addresses named before there were topics go on hearing of recalls only.
ALTER TABLE recall_endpoints
    ADD COLUMN topics VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'recall',
    RENAME TO notice_endpoints;

-- +goose Down
ALTER TABLE notice_endpoints DROP COLUMN topics, RENAME TO recall_endpoints;
