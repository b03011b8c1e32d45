-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('job', 'cancelling', 'cancelled'),
    ('job', 'checked', 'abandoned'),
    ('job', 'checked', 'queued'),
    ('job', 'queued', 'cancelled'),
    ('job', 'queued', 'running'),
    ('job', 'running', 'cancelling'),
    ('job', 'running', 'checked'),
    ('job', 'running', 'done'),
    ('job', 'running', 'failed'),
    ('job', 'running', 'queued');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'job';
