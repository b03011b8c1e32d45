-- +goose Up
INSERT INTO event_index (id, missing_to) SELECT 1, COALESCE(MAX(seq), 0) FROM events;

-- +goose Down
DELETE FROM event_index;
