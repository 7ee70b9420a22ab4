#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails, naming file and line, when the sources break a structural rule of the house:
#   includes point down the layers only; sqlite3.h stands in one .c file, libpq-fe.h in the
#   PostgreSQL driver's;
#   microhttpd.h only in src/http; no SQL text in a .c file; no NOLINT; an SPDX line on top.
#   tools/layers.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# What a layer may include. A layer that is not named here may not exist.
declare -A MAY=(
    [base]="base"
    [db]="db base"
    [http]="http base"
    [text]="text base"
    [doc]="doc base"
    [core]="core text db base"
    [loop]="loop core text doc db base"
    [channel]="channel loop core text doc db http base"
    [api]="api loop core text doc db http base"
    [bench]="bench api loop core text doc db http base"
    [scenario]="scenario bench api loop core text doc db http base"
    [cmd]="cmd scenario bench api channel loop core text doc db http base"
)

mapfile -t files < <(find src -name '*.[ch]' | sort)
[ ${#files[@]} -gt 0 ] || { echo "no sources under $PWD/src" >&2; exit 1; }

found=$(mktemp)
trap 'rm -f "$found"' EXIT

for layer in src/*/; do
    layer=$(basename "$layer")
    if [ -z "${MAY[$layer]:-}" ]; then
        echo "src/$layer: no such layer: only ${!MAY[*]}"
        continue
    fi
    # shellcheck disable=SC2016
    printf '%s\n' "${files[@]}" | { grep "^src/$layer/" || true; } | xargs -r awk -v layer="$layer" -v may="${MAY[$layer]}" '
        BEGIN { n = split(may, names, " "); for (i = 1; i <= n; i++) ok[names[i]] = 1 }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            split($0, quoted, "\""); path = quoted[2]
            if (path == "sql.h") {   # generated from sql/: belongs to db
                if (!("db" in ok)) print FILENAME ":" FNR ": " layer " may not know the database: " path
                next
            }
            if (split(path, part, "/") < 2) { print FILENAME ":" FNR ": write the layer: \"" layer "/" path "\""; next }
            if (part[1] == "..") { print FILENAME ":" FNR ": no ../ in an include: " path; next }
            if (!(part[1] in ok)) print FILENAME ":" FNR ": " layer " may not include " path
        }'
done >>"$found"

# One driver, one library: whoever needs the database asks db.h.
only_in() { # header, pattern of the files that may include it, how many may
    local header=$1 where=$2 most=$3 hits
    hits=$(grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]([a-z]+/)?${header//./\\.}[>\"]" "${files[@]}" || true)
    [ -n "$hits" ] || return 0
    grep -vE "$where" <<<"$hits" | sed "s|\$|: may not include $header|" || true
    local count
    count=$(grep -cE "$where" <<<"$hits" || true)
    [ "$count" -le "$most" ] || echo "$header is included in $count files, $most may: ${hits//$'\n'/ }"
}
{
    only_in sqlite3.h '^src/db/[a-z_0-9]+\.c$' 1
    only_in libpq-fe.h '^src/db/(postgres[a-z_]*\.[ch]|testing\.c)$' 4
    only_in microhttpd.h '^src/http/' 99
} >>"$found"

# SQL stands in sql/. Tests may speak to the database directly to break it on purpose; db/spread.c
# writes what a cluster wants of every table.
mapfile -t plain < <(printf '%s\n' "${files[@]}" | grep -vE '((_test|testing)\.c|^src/db/spread\.c)$')
sql='"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE|VIEW)|ALTER TABLE|DROP (TABLE|INDEX|VIEW)|LEFT JOIN|ORDER BY|GROUP BY|ON CONFLICT)\b'
{
    grep -nHE "$sql" "${plain[@]}" | sed -E 's/^([^:]*:[0-9]+):.*/\1: SQL text belongs into sql\//' || true
    grep -nHiE '"[^"]*\b(insert into [a-z_]+|delete from [a-z_]+|select [a-z_,. *()]+ from [a-z_]+)\b' "${plain[@]}" |
        sed -E 's/^([^:]*:[0-9]+):.*/\1: SQL text belongs into sql\//' || true
    grep -nHw 'NOLINT\|NOLINTNEXTLINE\|NOLINTBEGIN' "${files[@]}" | sed -E 's/^([^:]*:[0-9]+):.*/\1: no NOLINT: mend it/' || true
    for f in "${files[@]}"; do
        head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f:1: no SPDX line"
    done
} >>"$found"

sort -u "$found"
if [ -s "$found" ]; then
    echo "$(sort -u "$found" | wc -l) breaches of structure" >&2
    exit 1
fi
