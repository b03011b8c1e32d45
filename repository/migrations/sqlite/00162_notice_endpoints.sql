-- +goose Up
-- Addresses named before there were topics go on hearing of recalls only.
ALTER TABLE recall_endpoints ADD COLUMN topics TEXT NOT NULL DEFAULT 'recall';
ALTER TABLE recall_endpoints RENAME TO notice_endpoints;

-- +goose Down
ALTER TABLE notice_endpoints RENAME TO recall_endpoints;
ALTER TABLE recall_endpoints DROP COLUMN topics;
