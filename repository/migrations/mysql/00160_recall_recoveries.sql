-- +goose Up
CREATE TABLE recall_recoveries (
    damage_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    task_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    answer_id  BIGINT NOT NULL,
    units      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (damage_id, recall_id),
    KEY recall_recoveries_answer (answer_id),
    CONSTRAINT recall_recoveries_some CHECK (units > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_recoveries;
