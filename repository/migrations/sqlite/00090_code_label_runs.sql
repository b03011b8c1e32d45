-- +goose Up
-- Each printing of a batch's labels; append-only.
CREATE TABLE label_runs (
    id          TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    batch_id    TEXT NOT NULL,
    number      INTEGER NOT NULL,
    reprint_of  TEXT NOT NULL,
    layout      TEXT NOT NULL,
    copies      INTEGER NOT NULL,
    start       INTEGER NOT NULL,
    format      TEXT NOT NULL,
    second_lang TEXT NOT NULL,
    ecc         TEXT NOT NULL,
    actor       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT label_runs_number_key UNIQUE (batch_id, number),
    CONSTRAINT label_runs_counts CHECK (number >= 1 AND copies >= 1 AND start >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_runs_org ON label_runs (org_id, id);

-- +goose Down
DROP TABLE label_runs;
