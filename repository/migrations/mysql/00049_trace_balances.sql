-- +goose Up
CREATE TABLE balances (
    node_id      BIGINT NOT NULL,
    unit         VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id     BIGINT NOT NULL,
    container_id BIGINT NOT NULL,
    for_account  VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount       BIGINT NOT NULL,
    PRIMARY KEY (node_id, unit, account, org_id, place_id, container_id, for_account),
    KEY balances_holder (org_id, account, node_id),
    KEY balances_container (container_id, account),
    CONSTRAINT balances_sign CHECK ((account IN ('produced', 'unaccounted') AND amount <= 0) OR (account NOT IN ('produced', 'unaccounted') AND amount >= 0))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE balances;
