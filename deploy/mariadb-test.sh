#!/usr/bin/env bash
# Usage: deploy/mariadb-test.sh COMMAND [ARGUMENT...]
#
# Runs COMMAND beside a MariaDB of its own and exits with COMMAND's code. The server has a temporary data directory, a
# unix socket and a free loopback port; no other server on the machine is touched, and nothing of it is left afterwards,
# however this script ends.
#
# COMMAND finds in SUYUAN_TEST_MYSQL the go-sql-driver DSN, without a database, of a user who may create databases and
# users. When the variable is set already (MySQL, TiDB, a server elsewhere), COMMAND runs against that one instead.
set -euo pipefail

[ $# -gt 0 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
[ -z "${SUYUAN_TEST_MYSQL:-}" ] || exec "$@"

PATH=$PATH:/usr/local/sbin:/usr/sbin
start_seconds=60
stop_seconds=30
home_prefix=${TMPDIR:-/tmp}/suyuan-mariadb

# Sets owner and as_owner. mariadbd refuses to run as root unless told so; where the machine allows another user, that
# user is taken on before the start, because mariadbd's own switch would forget --pdeathsig.
choose_owner() {
    owner=$(id -un)
    as_owner=()
    [ "$(id -u)" = 0 ] || return 0
    local user
    for user in mysql nobody; do
        if setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups true 2>/dev/null; then
            owner=$user
            as_owner=(--reuid="$user" --regid="$(id -g "$user")" --clear-groups)
            return
        fi
    done
}

# A killed run leaves its directory behind but not its lock: the next run sweeps it.
sweep_leftovers() {
    local left
    for left in "$home_prefix".*; do
        if [ -f "$left/lock" ] && flock --nonblock "$left/lock" true; then
            rm -rf "$left" 2>/dev/null || true # may be another user's
        fi
    done
}

make_home() {
    home=$(mktemp -d "$home_prefix.XXXXXX")
    exec 9>"$home/lock"
    flock 9
    mkdir "$home/data"
    chmod 711 "$home"
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    cat >"$home/init.sql" <<SQL
CREATE USER 'suyuan'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'suyuan'@'%' WITH GRANT OPTION;
SQL
    chmod 600 "$home/init.sql"
    [ "$(id -u)" != 0 ] || chown -R "$owner:" "$home"
    setpriv "${as_owner[@]}" mariadb-install-db --no-defaults --user="$owner" --datadir="$home/data" --skip-test-db \
        >"$home/install.log" 2>&1 || { cat "$home/install.log" >&2; return 1; }
}

# Below the range from which the kernel picks ports for clients; a port taken meanwhile shows when mariadbd binds it.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# The server is set up as an unhelpful operator would leave it where that finds bugs: a case-insensitive default
# collation, China's time zone, every commit on the disk.
launch() {
    port=$(free_port)
    : >"$home/error.log"
    [ "$(id -u)" != 0 ] || chown "$owner:" "$home/error.log"
    # --pdeathsig: a killed script takes its server along.
    setpriv "${as_owner[@]}" --pdeathsig TERM mariadbd --no-defaults --user="$owner" \
        --datadir="$home/data" --socket="$home/socket" --pid-file="$home/pid" --log-error="$home/error.log" \
        --bind-address=127.0.0.1 --port="$port" --skip-name-resolve --init-file="$home/init.sql" \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_general_ci --default-time-zone=+08:00 \
        --max-connections=300 --max-allowed-packet=64M --skip-log-bin \
        --innodb-buffer-pool-size=512M --innodb-log-file-size=256M --innodb-flush-log-at-trx-commit=1 \
        </dev/null >/dev/null 2>&1 &
    server=$!
}

ready() {
    local deadline=$((SECONDS + start_seconds))
    until grep -q 'ready for connections' "$home/error.log"; do
        kill -0 "$server" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

start() {
    local attempt
    for attempt in 1 2 3; do
        launch
        ! ready || return 0
        stop_server
    done
    cat "$home/error.log" >&2
    echo "mariadb-test: the server did not start" >&2
    return 1
}

stop_server() {
    [ -n "${server:-}" ] || return 0
    kill -TERM "$server" 2>/dev/null || true
    local deadline=$((SECONDS + stop_seconds))
    while kill -0 "$server" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.05; done
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

stop_command() {
    [ -n "${command:-}" ] || return 0
    kill -TERM -- "-$command" || true
    wait "$command" || true
    command=
} 2>/dev/null # bash reports the end of a job there

clean_up() {
    trap '' INT TERM HUP
    stop_command
    stop_server
    [ -z "${home:-}" ] || rm -rf "$home"
}

# With job control the server and COMMAND each have a process group: an interrupt at the terminal reaches this script
# alone, which first ends COMMAND with everything it started and then the server.
set -m
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
choose_owner
sweep_leftovers
make_home
start

export SUYUAN_TEST_MYSQL="suyuan:$password@tcp(127.0.0.1:$port)/"
setpriv --pdeathsig TERM "$@" <&0 9>&- &
command=$!
code=0
wait "$command" || code=$?
command=
exit "$code"
