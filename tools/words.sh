#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/words.md: the tables between its two marks are made from src/core/words.h, so that the word
# list cannot say anything but what is stored, sent and shown.
#   tools/words.sh            writes them
#   tools/words.sh --check    fails when they differ
set -euo pipefail
cd "$(dirname "$0")/.."
file=docs/words.md

# The lists of words.h as tables: `#define NAME_LIST(X)` followed by X(ID, "text", "zh", "en").
tables() {
    # A macro's lines end in a backslash; one that the formatter broke is put together again.
    awk '
        BEGIN {
            n = split("subject=事件的对象,demand=诉求状态,link=诉求在事项里的状态,matter=事项状态," \
                "task=承办任务状态,task_role=承办任务的角色,role=岗位,level=责任层级,desk=单位所设的岗," \
                "place_kind=区划种类,privacy=身份公开方式,origin=来源性质,direction=方向,yesno=是否," \
                "grade=满意程度,source=评价来源,result=办理结果,close=销号情形,clock=时限种类," \
                "span=时限单位,upstream_kind=上级平台种类,directory_lead=派单目录的主办,read_back=复述确认,three_way=三方通话的结果,visit_outcome=走访结果," \
                "charge=职责类别,directory_outcome=派单目录的执行,level_source=责任层级的建议依据,register=登记库种类", pair, ",")
            for (i = 1; i <= n; i++) {
                split(pair[i], p, "=")
                zh[p[1]] = p[2]
            }
        }
        function title(name) {
            sub(/_LIST$/, "", name)
            name = tolower(name)
            return (name in zh) ? zh[name] " " name : name
        }
        /^#define [A-Z_]+_LIST\(X\)/ { match($0, /[A-Z_]+_LIST/); list = substr($0, RSTART, RLENGTH)
            printf "\n### %s\n\n| stored text | 中文 | English |\n|---|---|---|\n", title(list); open = 1; next }
        open {
            more = /\\$/
            sub(/[ \t]*\\$/, ""); line = line $0
            if (line ~ /\)[ \t]*$/ || !more) {
                if (match(line, /"[^"]*"[ \t]*,[ \t]*"[^"]*"[ \t]*,[ \t]*"[^"]*"/)) {
                    split(substr(line, RSTART, RLENGTH), part, "\"")
                    if (part[2] part[4] part[6] != "")
                        printf "| %s | %s | %s |\n", part[2] == "" ? "(empty)" : "`" part[2] "`", part[4], part[6]
                }
                line = ""
            }
            if (!more) open = 0
        }' src/core/words.h
}

made=$(mktemp)
trap 'rm -f "$made"' EXIT
{
    sed '/^<!-- words begin/q' "$file"
    tables
    printf '\n'
    sed -n '/^<!-- words end/,$p' "$file"
} >"$made"

# Every row of the header is in the tables: nothing was passed over in reading it.
rows=$(grep -cE '^ +X\([A-Z0-9_]+,' src/core/words.h)
empty=$(grep -cE '^ +X\([A-Z0-9_]+, "", "", ""\)' src/core/words.h || true)
[ "$(sed -n '/^<!-- words begin/,/^<!-- words end/p' "$made" | grep -cE '^\| (`|\(empty\))')" -eq $((rows - empty)) ] ||
    { echo "$file: not every row of words.h could be read"; exit 1; }

if [ "${1:-}" = --check ]; then
    cmp -s "$made" "$file" || { echo "$file differs from src/core/words.h: run tools/words.sh"; exit 1; }
    exit 0
fi
cat "$made" >"$file"
