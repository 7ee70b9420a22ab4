#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/coverage.md promises for each requirement where it is built and which test shows it:
#   | BZ-13 | words | where | test |
# The test cell names `path/to/file`, `path/to/file:name` (the name occurs in the file), several of
# them, or says "not yet"; where a part is there, "not yet (part: …)" in the cell before it, and in
# the test cell too when a test shows that part. A line "Summary: …" says what is counted here. This
# fails when a row is malformed or twice there, a named file or name does not exist, the summary is
# another than the count, or (when the list of requirements is at hand) a requirement has no row.
#   tools/coverage.sh [coverage.md [ROOT]]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
file=$(realpath "${1:-$here/docs/coverage.md}")
root=$(realpath "${2:-$here}")
requirements=${HUIYIN_REQUIREMENTS:-$here/../shared/mission/requirements.md}
cd "$root"

bad=0
say() {
    printf '%s\n' "$*"
    bad=1
}

check_test() { # id, path or path:name
    local path=${2%%:*} name=
    case $2 in *:*) name=${2#*:} ;; esac
    if [ ! -f "$path" ]; then
        say "$1: no such test file: $path"
    elif [ -n "$name" ] && ! grep -qF -- "$name" "$path"; then
        say "$1: $path has no test named: $name"
    fi
}

rows=0 tested=0 not_yet=0 part=0
declare -A seen=()
while IFS= read -r line; do
    [[ $line =~ ^\|[[:space:]]*((ZY|HY|ZL|BZ|JN)-[0-9]+)[[:space:]]*\| ]] || continue
    id=${BASH_REMATCH[1]}
    rows=$((rows + 1))
    [ -z "${seen[$id]:-}" ] || say "$id: stands in two rows"
    seen[$id]=1
    bars=${line//[^|]/}
    [ ${#bars} -eq 5 ] || { say "$id: $((${#bars} - 1)) cells, not 4 (write a bar inside a cell as /)"; continue; }
    where=$(cut -d'|' -f4 <<<"$line")
    cell=$(cut -d'|' -f5 <<<"$line")
    names=$(grep -oE '`[^`]+`' <<<"$cell" | tr -d '`' || true)
    [ -z "$names" ] || while IFS= read -r one; do
        check_test "$id" "$one"
    done <<<"$names"
    if grep -qi 'not yet' <<<"$cell"; then
        not_yet=$((not_yet + 1))
        if grep -qi 'part:' <<<"$where"; then part=$((part + 1)); fi
        continue
    fi
    if grep -qi 'not yet' <<<"$where"; then say "$id: works \"not yet\" but names a test as proof"; fi
    [ -n "$names" ] || { say "$id: names no test and does not say \"not yet\""; continue; }
    tested=$((tested + 1))
done <"$file"

[ $rows -gt 0 ] || say "$file: no row"
if [ -f "$requirements" ]; then
    while IFS= read -r id; do
        [ -n "${seen[$id]:-}" ] || say "$id: no row"
    done < <(grep -oE '^- (ZY|HY|ZL|BZ|JN)-[0-9]+' "$requirements" | cut -c3- | sort -u)
fi
counted=$(printf '%d requirements: %d with a test, %d not yet (%d of them in part)' \
    $rows $tested $not_yet $part)
grep -qxF "Summary: $counted" "$file" || say "$file: the summary must be: Summary: $counted"
printf '%s\n' "$counted"
exit $bad
