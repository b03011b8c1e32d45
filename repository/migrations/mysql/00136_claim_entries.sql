-- +goose Up
CREATE TABLE claim_entries (
    id          BIGINT NOT NULL,
    journal_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    damage_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recourse_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    party       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    part        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fen         BIGINT NOT NULL,
    currency    CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_entries_damage (damage_id, id),
    KEY claim_entries_party (party, id),
    KEY claim_entries_journal (journal_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_entries;
