-- +goose Up
CREATE INDEX recall_answers_node ON recall_answers (task_id, node_id, unit);

-- +goose Down
DROP INDEX recall_answers_node;
