#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command beside a throw-away PostgreSQL:  tests/with_postgres.sh COMMAND…
# The command finds it in HUIYIN_TEST_PG, a superuser's connection string; it makes its own databases
# or schemas in it. The server listens on a Unix socket in a temporary folder only and is gone, data
# and all, when the command ends. HUIYIN_TEST_PG already set: that server is used instead.
# PostgreSQL refuses to run as root; then it runs as the user postgres.
set -euo pipefail

if [ -n "${HUIYIN_TEST_PG:-}" ]; then
    exec "$@"
fi

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || bin=$(dirname "$(command -v initdb)")
dir=$(mktemp -d "${TMPDIR:-/tmp}/huiyin-pg.XXXXXX")
as=()
if [ "$(id -u)" -eq 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$dir"
fi
# The user postgres may have no right to the current folder.
server() { (cd / && "${as[@]}" "$@"); }

finish() {
    server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 143' TERM INT

if ! server "$bin/initdb" -D "$dir/data" -U huiyin --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$dir/log" 2>&1 ||
    ! server "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 -o "-k '$dir' \
        -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=200 -c shared_buffers=64MB" start >>"$dir/log" 2>&1; then
    cat "$dir/log" "$dir/data/server.log" >&2 || true
    exit 1
fi
chmod 755 "$dir"
export HUIYIN_TEST_PG="postgresql:///postgres?host=$dir&user=huiyin"
"$@" &
child=$!
trap 'kill "$child" 2>/dev/null; wait "$child" || true; exit 143' TERM INT
wait "$child"
