-- +goose Up
CREATE TABLE claim_findings (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claim_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    facts      BLOB NOT NULL,
    authority  INT NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_findings_claim (claim_id, id),
    CONSTRAINT claim_findings_authority_flag CHECK (authority IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_findings;
