-- +goose Up
CREATE TABLE claim_notes (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claim_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    offer_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    text       BLOB NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `by`       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_notes_claim (claim_id, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_notes;
