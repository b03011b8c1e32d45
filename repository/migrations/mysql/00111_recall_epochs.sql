-- +goose Up
CREATE TABLE recall_epochs (
    id    INT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_epochs;
