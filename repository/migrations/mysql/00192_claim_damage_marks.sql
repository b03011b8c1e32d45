-- +goose Up
CREATE TABLE claim_damage_marks (
    mark      VARBINARY(32) NOT NULL,
    damage_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    thing     VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (mark, damage_id),
    KEY claim_damage_marks_damage (damage_id, mark)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_damage_marks;
