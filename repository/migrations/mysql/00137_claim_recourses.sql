-- +goose Up
CREATE TABLE claim_recourses (
    id                    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number                VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    damage_id             CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claim_id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id            CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    parent_id             CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    creditor_id           CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    debtor_id             CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region                CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ground                VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    share                 INT NOT NULL,
    compensation_fen      BIGINT NOT NULL,
    compensation_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    punitive_fen          BIGINT NOT NULL,
    punitive_currency     CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    evidence              MEDIUMBLOB NOT NULL,
    note                  VARCHAR(2000) NOT NULL,
    court_ref             VARCHAR(200) NOT NULL,
    state                 VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version               BIGINT NOT NULL,
    due_at                BIGINT NOT NULL,
    settled_at            BIGINT NOT NULL,
    actor                 VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at            BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY claim_recourses_number (number),
    KEY claim_recourses_creditor (creditor_id, id),
    KEY claim_recourses_debtor (debtor_id, id),
    KEY claim_recourses_region (region, state, id),
    KEY claim_recourses_damage (damage_id, id),
    CONSTRAINT claim_recourses_state_declared CHECK (state IN ('demanded', 'disputed', 'mediation', 'court', 'agreed', 'settled', 'released')),
    CONSTRAINT claim_recourses_share CHECK (share BETWEEN 0 AND 10000),
    CONSTRAINT claim_recourses_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_recourses;
