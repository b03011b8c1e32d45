-- +goose Up
CREATE TABLE edges (
    src        INTEGER NOT NULL,
    dst        INTEGER NOT NULL,
    id         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    event_seq  INTEGER NOT NULL,
    from_time  INTEGER NOT NULL,
    to_time    INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_to   INTEGER NOT NULL,
    quantity   INTEGER NOT NULL,
    unit       TEXT NOT NULL,
    measured   INTEGER NOT NULL,
    PRIMARY KEY (src, dst, id),
    CONSTRAINT edges_time_order CHECK (from_time <= to_time)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_back ON edges (dst, src, id);
CREATE INDEX edges_event ON edges (event_seq);

-- +goose Down
DROP TABLE edges;
