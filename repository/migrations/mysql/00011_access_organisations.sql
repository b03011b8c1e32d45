-- +goose Up
CREATE TABLE organisations (
    id           CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind         VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name_zh      VARCHAR(200) NOT NULL,
    name_ug      VARCHAR(200) NOT NULL,
    name_en      VARCHAR(200) NOT NULL,
    registration VARBINARY(80) NOT NULL,
    uscc         VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    foreign_id   VARCHAR(60) NOT NULL,
    country      VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    region       VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    gln          VARCHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    phone        VARCHAR(40) NOT NULL,
    address      VARCHAR(300) NOT NULL,
    state        VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT organisations_registration_key UNIQUE (registration),
    KEY organisations_region (region, id),
    KEY organisations_state (state, kind, id),
    CONSTRAINT organisations_state_declared CHECK (state IN ('pending', 'active', 'suspended', 'refused', 'closed'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE organisations;
