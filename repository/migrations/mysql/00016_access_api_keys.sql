-- +goose Up
CREATE TABLE api_keys (
    id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    org_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       VARCHAR(80) NOT NULL,
    prefix     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hash       VARBINARY(32) NOT NULL,
    roles      VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scopes     VARCHAR(800) NOT NULL,
    created_by VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    next_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT api_keys_prefix_key UNIQUE (prefix),
    KEY api_keys_org (org_id, id),
    CONSTRAINT api_keys_organisation FOREIGN KEY (org_id) REFERENCES organisations (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE api_keys;
