-- +goose Up
UPDATE recall_lines SET told_by = (SELECT t.told_by FROM recall_tasks t WHERE t.id = recall_lines.task_id)
WHERE EXISTS (SELECT 1 FROM recall_tasks t WHERE t.id = recall_lines.task_id);

-- +goose Down
UPDATE recall_lines SET told_by = '';
