-- +goose Up
CREATE TABLE claim_damage_marks (
    mark      BLOB NOT NULL,
    damage_id TEXT NOT NULL,
    thing     TEXT NOT NULL,
    PRIMARY KEY (mark, damage_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_damage_marks_damage ON claim_damage_marks (damage_id, mark);

-- +goose Down
DROP TABLE claim_damage_marks;
