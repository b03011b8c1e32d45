-- +goose Up
INSERT INTO recall_tellers (task_id, org_id) SELECT id, told_by FROM recall_tasks WHERE told_by <> '';

-- +goose Down
DELETE FROM recall_tellers;
