-- +goose Up
ALTER TABLE complaint_tips
    ADD COLUMN province CHAR(2) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS (LEFT(RTRIM(region), 2)) VIRTUAL,
    ADD COLUMN prefecture CHAR(4) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS (LEFT(RTRIM(region), 4)) VIRTUAL,
    ADD KEY complaint_tips_province_queue (province, running, due_at, id),
    ADD KEY complaint_tips_province_newest (province, id),
    ADD KEY complaint_tips_prefecture_queue (prefecture, running, due_at, id),
    ADD KEY complaint_tips_prefecture_newest (prefecture, id),
    ADD KEY complaint_tips_county_queue (region, running, due_at, id),
    ADD KEY complaint_tips_county_newest (region, id);

-- +goose Down
ALTER TABLE complaint_tips
    DROP KEY complaint_tips_province_queue,
    DROP KEY complaint_tips_province_newest,
    DROP KEY complaint_tips_prefecture_queue,
    DROP KEY complaint_tips_prefecture_newest,
    DROP KEY complaint_tips_county_queue,
    DROP KEY complaint_tips_county_newest,
    DROP COLUMN prefecture,
    DROP COLUMN province;
