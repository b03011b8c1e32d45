-- +goose Up
ALTER TABLE documents
    ADD COLUMN verdict VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD COLUMN results MEDIUMTEXT NOT NULL DEFAULT (''),
    ADD CONSTRAINT documents_verdict_known CHECK (verdict IN ('', 'conforms', 'does-not-conform', 'not-decided'));

-- +goose Down
ALTER TABLE documents DROP CONSTRAINT documents_verdict_known, DROP COLUMN results, DROP COLUMN verdict;
