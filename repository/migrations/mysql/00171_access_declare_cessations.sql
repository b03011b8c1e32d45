-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('cessation', 'agreed', 'confirmed'),
    ('cessation', 'agreed', 'refused'),
    ('cessation', 'agreed', 'withdrawn'),
    ('cessation', 'confirmed', 'in-force'),
    ('cessation', 'confirmed', 'refused'),
    ('cessation', 'proposed', 'agreed'),
    ('cessation', 'proposed', 'confirmed'),
    ('cessation', 'proposed', 'declined'),
    ('cessation', 'proposed', 'refused'),
    ('cessation', 'proposed', 'withdrawn');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'cessation';
