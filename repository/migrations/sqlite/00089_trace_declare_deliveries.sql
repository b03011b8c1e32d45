-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('delivery', 'dead', 'pending'),
    ('delivery', 'pending', 'dead'),
    ('delivery', 'pending', 'delivered');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'delivery';
