-- The database and its users, each with what its work takes and no more. For MariaDB 10.11 and MySQL 8; run as an
-- administrator, as often as you like. The accounts are made locked; give each its password and open it:
--
--   ALTER USER 'suyuan_app'@'%' IDENTIFIED BY '…' ACCOUNT UNLOCK;
--
-- Narrow '%' to the addresses of your servers where they are fixed.

CREATE DATABASE IF NOT EXISTS suyuan CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE USER IF NOT EXISTS 'suyuan_migrate'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'suyuan_app'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'suyuan_read'@'%' ACCOUNT LOCK;

-- "suyuan migrate": the only account that may change the shape of the schema.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON suyuan.* TO 'suyuan_migrate'@'%';

-- "suyuan serve": rows only. Without DROP there is no TRUNCATE, which would empty a history in one statement.
GRANT SELECT, INSERT, UPDATE, DELETE ON suyuan.* TO 'suyuan_app'@'%';

-- "suyuan fsck" and backups (mariadb-dump --single-transaction, mysqldump --single-transaction --no-tablespaces).
GRANT SELECT, SHOW VIEW ON suyuan.* TO 'suyuan_read'@'%';
