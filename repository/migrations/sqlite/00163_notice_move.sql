-- +goose Up
INSERT INTO notices (id, topic, kind, subject_id, part_id, org_id, channel, address, lang, state, version, body, attempts, next_at, last_error, created_at, finished_at)
    SELECT id, 'recall', kind, recall_id, task_id, org_id, channel, address, lang, state, version, body, attempts, next_at, last_error, created_at, finished_at
    FROM recall_notices;
UPDATE lifecycle_edges SET machine = 'notice' WHERE machine = 'recall-notice';
UPDATE moves SET machine = 'notice' WHERE machine = 'recall-notice';

-- +goose Down
INSERT INTO recall_notices (id, recall_id, task_id, org_id, kind, channel, address, lang, state, version, body, attempts, next_at, last_error, created_at, finished_at)
    SELECT id, subject_id, part_id, org_id, kind, channel, address, lang, state, version, body, attempts, next_at, last_error, created_at, finished_at
    FROM notices WHERE topic = 'recall';
DELETE FROM notices;
UPDATE lifecycle_edges SET machine = 'recall-notice' WHERE machine = 'notice';
UPDATE moves SET machine = 'recall-notice' WHERE machine = 'notice';
