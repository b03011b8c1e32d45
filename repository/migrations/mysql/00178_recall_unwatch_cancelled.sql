-- +goose Up
DELETE FROM recall_watches WHERE recall_id IN (SELECT id FROM recalls WHERE mock = 1 OR state = 'cancelled');

-- +goose Down
DELETE FROM recall_watches WHERE kind = 'none';
