-- +goose Up
INSERT INTO recall_watches (kind, subject, recall_id)
SELECT 'case', id, id FROM recalls WHERE mock = 0 AND blocked_from <> 0 AND state <> 'cancelled';

-- +goose Down
DELETE FROM recall_watches WHERE kind = 'case';
