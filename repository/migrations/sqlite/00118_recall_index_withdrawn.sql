-- +goose Up
CREATE INDEX recall_answers_withdrawn ON recall_answers (task_id, withdrawn);

-- +goose Down
DROP INDEX recall_answers_withdrawn;
