-- +goose Up
CREATE TABLE balances (
    node_id      INTEGER NOT NULL,
    unit         TEXT NOT NULL,
    account      TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    place_id     INTEGER NOT NULL,
    container_id INTEGER NOT NULL,
    for_account  TEXT NOT NULL,
    amount       INTEGER NOT NULL,
    PRIMARY KEY (node_id, unit, account, org_id, place_id, container_id, for_account),
    CONSTRAINT balances_sign CHECK ((account IN ('produced', 'unaccounted') AND amount <= 0) OR (account NOT IN ('produced', 'unaccounted') AND amount >= 0))
) STRICT, WITHOUT ROWID;
CREATE INDEX balances_holder ON balances (org_id, account, node_id);
CREATE INDEX balances_container ON balances (container_id, account);

-- +goose Down
DROP TABLE balances;
