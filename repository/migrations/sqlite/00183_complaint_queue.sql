-- +goose Up
ALTER TABLE complaints ADD COLUMN province TEXT GENERATED ALWAYS AS (substr(region, 1, 2)) VIRTUAL;
ALTER TABLE complaints ADD COLUMN prefecture TEXT GENERATED ALWAYS AS (substr(region, 1, 4)) VIRTUAL;
CREATE INDEX complaints_province_queue ON complaints (province, running, due_at, id);
CREATE INDEX complaints_province_newest ON complaints (province, id);
CREATE INDEX complaints_prefecture_queue ON complaints (prefecture, running, due_at, id);
CREATE INDEX complaints_prefecture_newest ON complaints (prefecture, id);
CREATE INDEX complaints_county_queue ON complaints (region, running, due_at, id);
CREATE INDEX complaints_county_newest ON complaints (region, id);
CREATE INDEX complaints_asked_queue ON complaints (proposed_id, running, due_at, id);

-- +goose Down
DROP INDEX complaints_province_queue;
DROP INDEX complaints_province_newest;
DROP INDEX complaints_prefecture_queue;
DROP INDEX complaints_prefecture_newest;
DROP INDEX complaints_county_queue;
DROP INDEX complaints_county_newest;
DROP INDEX complaints_asked_queue;
ALTER TABLE complaints DROP COLUMN prefecture;
ALTER TABLE complaints DROP COLUMN province;
