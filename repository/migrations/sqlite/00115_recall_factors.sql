-- +goose Up
CREATE TABLE recall_factors (
    id         TEXT NOT NULL,
    org_id     TEXT NOT NULL,
    product_id TEXT NOT NULL,
    from_unit  TEXT NOT NULL,
    to_unit    TEXT NOT NULL,
    num        INTEGER NOT NULL,
    den        INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    actor      TEXT NOT NULL,
    ended_at   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recall_factors_positive CHECK (num > 0 AND den > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX recall_factors_product ON recall_factors (product_id, ended_at, id);

-- +goose Down
DROP TABLE recall_factors;
