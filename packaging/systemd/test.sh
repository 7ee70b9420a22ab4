#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# systemd must understand every line of the unit. Without systemd-analyze (a bare container) it says
# so and skips (exit code 77).
set -euo pipefail
unit=$(cd "$(dirname "$0")" && pwd)/huiyin.service
if ! command -v systemd-analyze >/dev/null; then
    echo "systemd-analyze is not installed"
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# Neither the program nor its user need be there for the unit to be judged.
sed 's|/usr/bin/huiyin|/bin/true|; s|^\(User\|Group\)=huiyin|\1=root|' "$unit" >"$dir/huiyin.service"
said=$(systemd-analyze verify --man=no "$dir/huiyin.service" 2>&1 | grep 'huiyin' || true)
if [ -n "$said" ]; then
    echo "$said"
    exit 1
fi
