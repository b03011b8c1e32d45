-- +goose Up
ALTER TABLE documents ADD COLUMN verdict TEXT NOT NULL DEFAULT '' CONSTRAINT documents_verdict_known CHECK (verdict IN ('', 'conforms', 'does-not-conform', 'not-decided'));
ALTER TABLE documents ADD COLUMN results TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE documents DROP COLUMN results;
ALTER TABLE documents DROP COLUMN verdict;
