#!/usr/bin/env bash
# Puts in place what the tests use beside Go: MariaDB, a browser, QR and PDF readers, Chinese and Uyghur fonts, and the
# two npm packages that drive the browser. Says nothing and takes a moment when all of it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # mariadbd lives there, and only root's PATH knows it

tries=3
oldest_node=20 # playwright-core 1.65 refuses anything older

say() { echo "testdeps: $*" >&2; }

command_exists() { command -v "$1" >/dev/null; }
any_browser()    { command_exists chromium || command_exists google-chrome; }
font_for()       { command_exists fc-list && [ -n "$(fc-list ":lang=$1" family)" ]; }
recent_node()    { command_exists npm && [ "$(node -p 'process.versions.node.split(".")[0]' || echo 0)" -ge "$oldest_node" ]; } 2>/dev/null

# Debian packages | what proves that their content is there, whoever installed it.
# The -core package is the MariaDB server without the system service: nothing is started on this machine.
needs="
mariadb-server-core mariadb-client-core | command_exists mariadb-install-db && command_exists mariadbd
chromium                                | any_browser
chromium-driver                         | command_exists chromedriver
zbar-tools                              | command_exists zbarimg
curl                                    | command_exists curl
poppler-utils                           | command_exists pdftotext
fontconfig fonts-noto-cjk               | font_for zh-cn
fontconfig fonts-ukij-uyghur            | font_for ug
nodejs npm                              | recent_node
"

missing_packages() {
    local packages proof
    while IFS='|' read -r packages proof; do
        [ -z "$packages" ] || eval "$proof" || echo "$packages"
    done <<<"$needs"
}

# Another apt may hold dpkg's lock (waited for) or the package lists' lock (fails at once, hence the retries).
apt_install() {
    local as_root=() log attempt
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    log=$(mktemp)
    for attempt in $(seq "$tries"); do
        if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
            options="-qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Acquire::http::Timeout=60"
            apt-get $options update && apt-get $options install -y --no-install-recommends "$@"' \
            apt_install "$@" >"$log" 2>&1; then
            rm -f "$log"
            return
        fi
        say "apt-get failed, attempt $attempt of $tries"
        sleep $((attempt * 5))
    done
    cat "$log" >&2
    rm -f "$log"
    return 1
}

install_packages() {
    local missing
    missing=$(missing_packages | xargs)
    [ -n "$missing" ] || return 0
    if ! command_exists apt-get; then
        say "this is not a Debian system; install the counterparts of: $missing"
        return 1
    fi
    say "installing $missing"
    # shellcheck disable=SC2086 # one word per package
    apt_install $missing
    missing=$(missing_packages | xargs)
    if [ -n "$missing" ]; then
        say "still missing or too old after the installation: $missing (node must be $oldest_node or newer)"
        return 1
    fi
}

# npm writes node_modules/.package-lock.json last, so a newer one means a finished installation of this lock file.
install_browser_driver() {
    cd deploy/browser
    exec 9<package-lock.json
    flock 9
    local attempt
    for attempt in $(seq "$tries"); do
        if [ node_modules/.package-lock.json -nt package-lock.json ]; then
            return
        fi
        say "installing the browser driver with npm, attempt $attempt of $tries"
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 timeout 300 npm ci --silent || true
    done
    [ node_modules/.package-lock.json -nt package-lock.json ]
}

install_packages
install_browser_driver
