#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A gate that cannot fail is none: every rule of layers.sh is broken once in a made-up tree.
set -euo pipefail
gate=$(cd "$(dirname "$0")" && pwd)/layers.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
spdx='/* SPDX-License-Identifier: Apache-2.0 */'
bad=0

fresh() {
    rm -rf "$tree/src"
    mkdir -p "$tree"/src/{base,db,http,text,core,loop,api,cmd}
    printf '%s\n' "$spdx" '#pragma once' >"$tree/src/base/err.h"
    printf '%s\n' "$spdx" '#include <sqlite3.h>' '#include "base/err.h"' '#include "sql.h"' >"$tree/src/db/sqlite.c"
    printf '%s\n' "$spdx" '#include "core/matter.h"' '#include "text/tokens.h"' >"$tree/src/loop/screen.c"
    printf '%s\n' "$spdx" 'const char *s = "please SELECTED, order by phone, select a unit";' >"$tree/src/api/words.c"
}

expect() { # exit code, what it is about
    local rc=0
    "$gate" "$tree" >"$tree/out" 2>&1 || rc=$?
    if [ "$rc" -ne "$1" ] || { [ "$rc" -eq 1 ] && ! grep -q '^src/\|^sqlite3.h\|^libpq' "$tree/out"; }; then
        echo "layers.sh said $rc, not $1, about: $2"
        cat "$tree/out"
        bad=1
    fi
}

breaks() { # file, line
    fresh
    [ -f "$tree/$1" ] || printf '%s\n' "$spdx" >"$tree/$1"
    printf '%s\n' "$2" >>"$tree/$1"
    expect 1 "$1: $2"
}

fresh
expect 0 "a sound tree"
breaks src/core/matter.c '#include "loop/screen.h"'
breaks src/core/matter.c '#include "http/server.h"'
breaks src/text/tokens.c '#include "core/matter.h"'
breaks src/db/db.c '#include "core/matter.h"'
breaks src/http/reply.c '#include "db/db.h"'
breaks src/text/tokens.c '#include "sql.h"'
breaks src/base/err.h '#  include "db/db.h"'
breaks src/loop/screen.c '#include "matter.h"'
breaks src/loop/screen.c '#include "../core/matter.h"'
breaks src/loop/screen.c '#include <libpq-fe.h>'
breaks src/db/other.c '#include <sqlite3.h>'
breaks src/db/postgres.c '#include <postgresql/libpq-fe.h>
#include <sqlite3.h>'
breaks src/api/routes.c '#include <microhttpd.h>'
breaks src/loop/screen.c 'x = "SELECT id";'
breaks src/loop/screen.c 'x = "UPDATE matter SET state=1";'
breaks src/loop/screen.c 'x = "insert into matter values (1)";'
breaks src/loop/screen.c 'f(); // NOLINT(bugprone)'
fresh
mkdir "$tree/src/utils"
expect 1 "a folder that is no layer"
fresh
echo 'int x;' >"$tree/src/base/nothing.c"
expect 1 "no SPDX line"
fresh
printf '%s\n' "$spdx" 'x = "DELETE FROM matter";' >"$tree/src/loop/screen_test.c"
expect 0 "SQL in a test"

exit $bad
