-- +goose Up
CREATE TABLE recall_epochs (
    id    INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE recall_epochs;
