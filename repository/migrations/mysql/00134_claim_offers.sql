-- +goose Up
CREATE TABLE claim_offers (
    id                    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    claim_id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    remedy                VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    compensation_fen      BIGINT NOT NULL,
    compensation_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    punitive_fen          BIGINT NOT NULL,
    punitive_currency     CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    due                   BLOB NOT NULL,
    goods                 INT NOT NULL,
    actor                 VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at            BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY claim_offers_claim (claim_id, id),
    CONSTRAINT claim_offers_amount CHECK (compensation_fen >= 0 AND punitive_fen >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE claim_offers;
