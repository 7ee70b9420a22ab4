#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing and nothing else. Run it (`script/setup.sh run test`) or source it and
# call `setup run` (build and serve) or `setup run test` (all gates as well).
# A second run asks dpkg once and returns at once. Versions of what does not come from Debian are
# pinned here and nowhere else.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

NODE_WANTED=22.19   # the oldest node that web/ and tests/ run on
NODE_PINNED=22.23.3 # fetched into build/node when the one on PATH is older
NPM_PINNED=10.9.4   # Debian's npm runs only on Debian's node, so ours comes with ours

PACKAGES_RUN=(
    ca-certificates gcc libc6-dev meson ninja-build pkg-config
    libcmocka-dev libcurl4-openssl-dev libexpat1-dev libgeos-dev libjansson-dev liblinear-dev
    libfontconfig-dev libmicrohttpd-dev libopencc-dev libpq-dev libqrencode-dev libsodium-dev libsqlite3-dev libssl-dev libutf8proc-dev libvips-dev
    libxlsxwriter-dev libxml2-dev libzip-dev
)
# python3-aiosmtpd is the mail server of the SMTP test: it runs in the foreground as an ordinary
# process on a loopback port of our choice and delivers to a maildir. A real MTA (opensmtpd,
# postfix) would install a service on port 25 and quarrel with the one a machine already has.
PACKAGES_TEST=(
    chromium clang clang-format clang-tidy clang-tools curl fonts-arphic-ukai fonts-noto-cjk
    libreoffice-writer-nogui nginx-light openssl
    pgbouncer poppler-utils postgresql postgresql-client python3-aiosmtpd sqlite3 unzip valgrind
    zbar-tools
)

# What script/bundle packs with.
PACKAGES_BUNDLE=(binutils dpkg-dev python3 xz-utils)
# What `script/test --all` needs besides.
PACKAGES_ALL=(debootstrap iproute2 util-linux)

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

missing_packages() { # names… → those that are not installed
    local installed
    # dpkg-query fails when it does not know a name; the list it prints is what counts.
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    local name
    for name in "$@"; do
        grep -qx "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# Runs as root. Services of freshly installed packages stay down: the tests start their own on
# loopback, and nobody who builds a program expects an open port 80 from it.
install_as_root() {
    cat <<'SH'
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 update
apt-get -q -y -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
SH
}

need_packages() {
    command -v dpkg-query >/dev/null ||
        die "这不是 Debian 系的系统，请自行安装: / not a Debian system, please install: $*"
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return 0
    printf '正在安装 / installing: %s\n' "${missing[*]}" >&2
    if [ "$(id -u)" -eq 0 ]; then
        sh -c "$(install_as_root)" sh "${missing[@]}" >&2 </dev/null
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo sh -c "$(install_as_root)" sh "${missing[@]}" >&2
    else
        die "缺少软件包，请由管理员执行: / packages are missing, have an administrator run:" \
            "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    fi || die "安装失败，见上面的输出。/ The installation failed, see the output above."
}

node_is_new_enough() {
    command -v node >/dev/null && command -v npm >/dev/null || return 1
    local have
    have=$(node -p 'process.versions.node' 2>/dev/null) || return 1
    [ "$(printf '%s\n' "$NODE_WANTED" "$have" | sort -V | head -n 1)" = "$NODE_WANTED" ]
}

# Leaves a node of the wanted version, and an npm that runs on it, first on PATH.
need_node() {
    node_is_new_enough && return 0
    local machine dir=$here/build/node
    case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "没有适合 $(uname -m) 的 Node 22，请自行安装后放到 PATH。/ No packaged Node 22 for this machine: put one on PATH." ;;
    esac
    local bin=$dir/node_modules/node-linux-$machine/bin
    if [ "$(cat "$dir/version" 2>/dev/null)" != "$NODE_PINNED $NPM_PINNED" ]; then
        command -v npm >/dev/null || need_packages npm
        printf '正在取得 / fetching: node %s, npm %s\n' "$NODE_PINNED" "$NPM_PINNED" >&2
        mkdir -p "$dir"
        npm install --prefix "$dir" --no-save --no-audit --no-fund --ignore-scripts \
            --loglevel=error "node-linux-$machine@$NODE_PINNED" "npm@$NPM_PINNED" >&2 </dev/null ||
            die "取不到 Node。/ Node could not be fetched."
        printf '%s %s\n' "$NODE_PINNED" "$NPM_PINNED" >"$dir/version"
    fi
    PATH=$bin:$dir/node_modules/.bin:$PATH
    export PATH
    hash -r
    node_is_new_enough || die "build/node 里的 Node 不能用，请删除该目录重试。/ The Node in build/node does not work: remove that folder and try again."
}

# npm ci in a folder, only when its lock file has changed since the last time.
npm_install() {
    local stamp="$1/node_modules/.huiyin-lock"
    cmp -s "$1/package-lock.json" "$stamp" && return 0
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error </dev/null) &&
        cp "$1/package-lock.json" "$stamp"
}

# The browser's pages, only when something in web/ is newer than what was built last.
build_web() {
    [ -f "$here/web/package.json" ] || return 0
    local stamp=$here/web/dist/.built
    if [ -f "$stamp" ] && [ -z "$(find "$here/web" \( -name node_modules -o -path "$here/web/dist" \) \
        -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    need_node
    npm_install "$here/web" || return 1
    # The time before the build counts, so that a file saved while it runs is not missed.
    local before
    before=$(mktemp)
    (cd "$here/web" && npm run build </dev/null) && touch -r "$before" "$stamp"
    local rc=$?
    rm -f "$before"
    return $rc
}

setup() {
    local group
    for group in "$@"; do
        case $group in
        run) need_packages "${PACKAGES_RUN[@]}" ;;
        all) need_packages "${PACKAGES_ALL[@]}" ;;
        bundle) need_packages "${PACKAGES_BUNDLE[@]}" ;;
        test)
            need_packages "${PACKAGES_TEST[@]}"
            need_node
            ;;
        *) die "不认识的组 / unknown group: $group (run, bundle, test, all)" ;;
        esac
    done
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    setup "${@:-run}"
fi
