-- +goose Up
CREATE TABLE cessations (
    id            CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind          VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    successor_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    administrator VARCHAR(300) NOT NULL,
    effective_at  BIGINT NOT NULL,
    document      VARCHAR(300) NOT NULL,
    reason        VARCHAR(500) NOT NULL,
    holds         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    proposed_by   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    proposer      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state         VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY cessations_holds (holds),
    KEY cessations_org (org_id, id),
    KEY cessations_successor (successor_id, id),
    KEY cessations_due (state, effective_at),
    CONSTRAINT cessations_state_declared CHECK (state IN ('proposed', 'agreed', 'confirmed', 'in-force', 'declined', 'refused', 'withdrawn')),
    CONSTRAINT cessations_kind_known CHECK (kind IN ('merged', 'taken-over', 'dissolved', 'bankrupt')),
    CONSTRAINT cessations_not_itself CHECK (successor_id <> org_id),
    CONSTRAINT cessations_succeeded CHECK (successor_id <> '' OR kind IN ('dissolved', 'bankrupt')),
    CONSTRAINT cessations_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE cessations;
