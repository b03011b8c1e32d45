-- +goose Up
CREATE INDEX documents_valid ON documents (org_id, valid_to, id);

-- +goose Down
DROP INDEX documents_valid ON documents;
