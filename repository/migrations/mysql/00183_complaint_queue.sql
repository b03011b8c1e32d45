-- +goose Up
ALTER TABLE complaints
    ADD COLUMN province CHAR(2) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS (LEFT(RTRIM(region), 2)) VIRTUAL,
    ADD COLUMN prefecture CHAR(4) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS (LEFT(RTRIM(region), 4)) VIRTUAL,
    ADD KEY complaints_province_queue (province, running, due_at, id),
    ADD KEY complaints_province_newest (province, id),
    ADD KEY complaints_prefecture_queue (prefecture, running, due_at, id),
    ADD KEY complaints_prefecture_newest (prefecture, id),
    ADD KEY complaints_county_queue (region, running, due_at, id),
    ADD KEY complaints_county_newest (region, id),
    ADD KEY complaints_asked_queue (proposed_id, running, due_at, id);

-- +goose Down
ALTER TABLE complaints
    DROP KEY complaints_province_queue,
    DROP KEY complaints_province_newest,
    DROP KEY complaints_prefecture_queue,
    DROP KEY complaints_prefecture_newest,
    DROP KEY complaints_county_queue,
    DROP KEY complaints_county_newest,
    DROP KEY complaints_asked_queue,
    DROP COLUMN prefecture,
    DROP COLUMN province;
