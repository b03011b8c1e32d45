-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('site', 'closed', 'open'),
    ('site', 'open', 'closed');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'site';
