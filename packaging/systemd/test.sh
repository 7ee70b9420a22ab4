#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# systemd must understand every line of the units and find them no less shut than they are (its exposure,
# in tenths), and the PDF worker must do its work as its unit starts it: another user, no network, no
# right to gain any, a spool folder and nothing else. Without systemd-analyze (a bare container) it says
# so and skips (exit code 77); without root or LibreOffice the second part is left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
bin=${HUIYIN_BIN:-$root/build/huiyin}
if ! command -v systemd-analyze >/dev/null; then
    echo "systemd-analyze is not installed"
    exit 77
fi
dir=$(mktemp -d)
worker=
finish() {
    [ -z "$worker" ] || kill -- "-$worker" 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT

for judged in huiyin:15 huiyin-pdf:11; do
    unit=${judged%:*}
    # Neither the program nor its user need be there for the unit to be judged.
    sed 's|/usr/bin/huiyin|/bin/true|; s|^\(User\|Group\)=huiyin.*|\1=root|' "$here/$unit.service" >"$dir/$unit.service"
    said=$(systemd-analyze verify --man=no "$dir/$unit.service" 2>&1 | grep 'huiyin' || true)
    if [ -n "$said" ]; then
        echo "$said"
        exit 1
    fi
    systemd-analyze security --offline=yes --threshold="${judged#*:}" "$here/$unit.service" >"$dir/said" || {
        tail -n 1 "$dir/said"
        exit 1
    }
done

if [ "$(id -u)" -ne 0 ] || [ ! -x "$bin" ] || ! command -v soffice >/dev/null; then
    echo "the PDF worker was not run: that needs root, $bin and LibreOffice"
    exit 0
fi
chmod 755 "$dir"
mkdir -p "$dir/bin" "$dir/share/huiyin/data" "$dir/spool/in"
cp "$bin" "$dir/bin/huiyin"
cp -r "$root/data/documents" "$dir/share/huiyin/data/"
cp "$root/data/documents/answer.docx" "$dir/spool/in/1.docx"
chown -R nobody:nogroup "$dir/spool"
read -ra start <<<"$(sed -n 's|^ExecStart=/usr/bin/||p' "$here/huiyin-pdf.service" | sed "s|/var/spool/huiyin|$dir/spool|")"
(cd / && exec setsid unshare --net --ipc setpriv --reuid=nobody --regid=nogroup --clear-groups \
    --no-new-privs --bounding-set=-all env -i PATH=/usr/bin:/bin HOME=/nonexistent \
    LSAN_OPTIONS=detect_leaks=0 "$dir/bin/${start[0]}" "${start[@]:1}") >"$dir/log" 2>&1 &
worker=$!
for _ in $(seq 300); do
    [ -e "$dir/spool/out/1.pdf" ] && break
    kill -0 "$worker" 2>/dev/null || break
    sleep 0.2
done
if ! head -c 5 "$dir/spool/out/1.pdf" 2>/dev/null | grep -q '^%PDF-'; then
    echo "the PDF worker made nothing of what lay in its spool:"
    cat "$dir/log"
    exit 1
fi
