-- +goose Up
ALTER TABLE complaint_tips ADD COLUMN province TEXT GENERATED ALWAYS AS (substr(region, 1, 2)) VIRTUAL;
ALTER TABLE complaint_tips ADD COLUMN prefecture TEXT GENERATED ALWAYS AS (substr(region, 1, 4)) VIRTUAL;
CREATE INDEX complaint_tips_province_queue ON complaint_tips (province, running, due_at, id);
CREATE INDEX complaint_tips_province_newest ON complaint_tips (province, id);
CREATE INDEX complaint_tips_prefecture_queue ON complaint_tips (prefecture, running, due_at, id);
CREATE INDEX complaint_tips_prefecture_newest ON complaint_tips (prefecture, id);
CREATE INDEX complaint_tips_county_queue ON complaint_tips (region, running, due_at, id);
CREATE INDEX complaint_tips_county_newest ON complaint_tips (region, id);

-- +goose Down
DROP INDEX complaint_tips_province_queue;
DROP INDEX complaint_tips_province_newest;
DROP INDEX complaint_tips_prefecture_queue;
DROP INDEX complaint_tips_prefecture_newest;
DROP INDEX complaint_tips_county_queue;
DROP INDEX complaint_tips_county_newest;
ALTER TABLE complaint_tips DROP COLUMN prefecture;
ALTER TABLE complaint_tips DROP COLUMN province;
