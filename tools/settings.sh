#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The table of settings in docs/operations.zh.md and docs/operations.md is what the program says of
# itself (`huiyin config --sample`), between two marks.
#   tools/settings.sh [PROGRAM]            writes it (PROGRAM: build/huiyin)
#   tools/settings.sh --check [PROGRAM]    fails when it differs, or when the packaged
#                                          configuration names a setting that there is not
set -euo pipefail
cd "$(dirname "$0")/.."
check=
if [ "${1:-}" = --check ]; then
    check=1
    shift
fi
bin=${1:-build/huiyin}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# "# what it is for (range)" and "#name = value" become a row.
rows() { # lang
    "$bin" config --sample --lang "$1" | awk '
        /^# / { said = substr($0, 3); next }
        /^#[a-z_]+ =/ {
            name = substr($0, 2); sub(/ =.*/, "", name)
            value = $0; sub(/^[^=]*= ?/, "", value)
            gsub(/\|/, "/", said); gsub(/\|/, "/", value)
            printf "| `%s` | %s | %s |\n", name, value == "" ? "" : "`" value "`", said
        }'
}

one() { # file, lang, head
    local file=$1
    [ "$(rows "$2" | wc -l)" -gt 10 ] || { echo "$bin says no settings"; exit 1; }
    {
        sed '/^<!-- settings begin/q' "$file"
        printf '%s\n|---|---|---|\n' "$3"
        rows "$2"
        sed -n '/^<!-- settings end/,$p' "$file"
    } >"$made/page"
    if [ -z "$check" ]; then
        cat "$made/page" >"$file"
    elif ! cmp -s "$made/page" "$file"; then
        echo "$file differs from $bin config --sample: run tools/settings.sh"
        exit 1
    fi
}

one docs/operations.zh.md zh '| 名称 | 默认 | 用途 |'
one docs/operations.md en '| name | default | what it is for |'
[ -z "$check" ] || "$bin" config --config packaging/huiyin.conf --data "$made" >/dev/null
