#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every migration and statement on a real PostgreSQL, plain and with the sharded tables partitioned
# by hash; then that the check itself can fail.
#   tests/pg_statements.sh [BUILD]     BUILD: a Meson folder (default build)
# HUIYIN_TEST_PG says which server; without it a private one is started (with_postgres.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../build}

if [ -z "${HUIYIN_TEST_PG:-}" ]; then
    exec "$here/with_postgres.sh" "$0" "$@"
fi
[ -f "$build/build.ninja" ] || meson setup "$build" "$here/.." >&2
ninja -C "$build" sql/pg_prepare src/db/pg_prepare_example >&2

failed=0
echo '# plain'
"$build/sql/pg_prepare" "$HUIYIN_TEST_PG" || failed=1
echo '# sharded tables partitioned by hash'
"$build/sql/pg_prepare" "$HUIYIN_TEST_PG" --hash || failed=1

# The example contains, on purpose, two statements for SQLite only and a unique index without jid.
out=$("$build/src/db/pg_prepare_example" "$HUIYIN_TEST_PG" || true)
bad=$(grep '^not ok' <<<"$out" | sed 's/^not ok [0-9]* - //' | paste -sd, -)
if [ "$bad" = 'statement pages_few,statement pages_many,unique indexes of item' ]; then
    echo 'ok - the check finds what is wrong in the example'
else
    echo "not ok - the check finds what is wrong in the example: $bad"
    failed=1
fi
out=$("$build/src/db/pg_prepare_example" "$HUIYIN_TEST_PG" --hash || true)
if grep -q '^not ok [0-9]* - migration 0002_colour' <<<"$out"; then
    echo 'ok - with --hash PostgreSQL refuses the unique index itself'
else
    echo 'not ok - with --hash PostgreSQL refuses the unique index itself'
    failed=1
fi
exit $failed
