-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('recourse', 'agreed', 'court'),
    ('recourse', 'demanded', 'court'),
    ('recourse', 'demanded', 'mediation');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'recourse' AND (from_state = 'demanded' AND to_state IN ('court', 'mediation') OR from_state = 'agreed' AND to_state = 'court');
