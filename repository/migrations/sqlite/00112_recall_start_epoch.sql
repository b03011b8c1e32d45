-- +goose Up
INSERT INTO recall_epochs (id, value) VALUES (1, 0), (2, 0);

-- +goose Down
DELETE FROM recall_epochs WHERE id IN (1, 2);
