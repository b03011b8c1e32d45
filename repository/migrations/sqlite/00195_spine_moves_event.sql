-- +goose Up
CREATE INDEX moves_event ON moves (machine, event, at, subject_id);

-- +goose Down
DROP INDEX moves_event;
