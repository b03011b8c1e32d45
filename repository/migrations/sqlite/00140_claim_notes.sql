-- +goose Up
CREATE TABLE claim_notes (
    id         TEXT NOT NULL,
    claim_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    offer_id   TEXT NOT NULL,
    text       BLOB NOT NULL,
    actor      TEXT NOT NULL,
    `by`       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_notes_claim ON claim_notes (claim_id, id);

-- +goose Down
DROP TABLE claim_notes;
