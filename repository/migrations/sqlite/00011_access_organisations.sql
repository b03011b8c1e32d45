-- +goose Up
CREATE TABLE organisations (
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name_zh      TEXT NOT NULL,
    name_ug      TEXT NOT NULL,
    name_en      TEXT NOT NULL,
    registration TEXT NOT NULL,
    uscc         TEXT NOT NULL,
    foreign_id   TEXT NOT NULL,
    country      TEXT NOT NULL,
    region       TEXT NOT NULL,
    gln          TEXT NOT NULL,
    phone        TEXT NOT NULL,
    address      TEXT NOT NULL,
    state        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT organisations_registration_key UNIQUE (registration),
    CONSTRAINT organisations_state_declared CHECK (state IN ('pending', 'active', 'suspended', 'refused', 'closed'))
) STRICT, WITHOUT ROWID;
CREATE INDEX organisations_region ON organisations (region, id);
CREATE INDEX organisations_state ON organisations (state, kind, id);

-- +goose Down
DROP TABLE organisations;
