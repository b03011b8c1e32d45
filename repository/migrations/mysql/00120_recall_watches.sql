-- +goose Up
CREATE TABLE recall_watches (
    kind      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recall_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (kind, subject, recall_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE recall_watches;
