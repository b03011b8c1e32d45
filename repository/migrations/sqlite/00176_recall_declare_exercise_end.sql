-- +goose Up
INSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES
    ('recall', 'announced', 'closed'),
    ('recall', 'assessed', 'closed'),
    ('recall', 'disposing', 'closed'),
    ('recall', 'draft', 'closed'),
    ('recall', 'executing', 'closed'),
    ('recall', 'extended', 'closed'),
    ('recall', 'insufficient', 'closed'),
    ('recall', 'ordered', 'closed'),
    ('recall', 'plan-filed', 'closed'),
    ('recall', 'reported', 'closed'),
    ('recall', 'withdrawing', 'closed');

-- +goose Down
DELETE FROM lifecycle_edges WHERE machine = 'recall' AND to_state = 'closed' AND from_state IN ('announced', 'assessed', 'disposing', 'draft', 'executing', 'extended', 'insufficient', 'ordered', 'plan-filed', 'reported', 'withdrawing');
