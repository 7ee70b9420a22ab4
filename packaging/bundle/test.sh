#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A bare Debian 12 without any network takes the bundle, serves a register, is upgraded and refuses
# to go back:
#   packaging/bundle/test.sh        root only: debootstrap, chroot and a network namespace
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
if [ "$(id -u)" -ne 0 ]; then
    echo "only root can make the bare system"
    exit 77
fi
dir=$(mktemp -d)
# Only what this script mounted is unmounted, and nothing is removed while it is.
trap 'umount "$dir/root/proc" 2>/dev/null || true; mountpoint -q "$dir/root/proc" || rm -rf "$dir"' EXIT

"$top/script/bundle" --out "$dir/out"
(cd "$dir/out" && sha256sum --quiet --check ./*.sha256)
debootstrap --variant=minbase bookworm "$dir/root" >"$dir/debootstrap.log" 2>&1 || {
    tail -n 20 "$dir/debootstrap.log"
    exit 1
}
# Nothing may come from anywhere else, and no name may be resolved.
rm -f "$dir/root/etc/apt/sources.list" "$dir/root"/etc/apt/sources.list.d/* "$dir/root"/var/cache/apt/archives/*.deb
rm -rf "$dir/root/var/lib/apt/lists" && mkdir -p "$dir/root/var/lib/apt/lists/partial"
mkdir "$dir/root/media/usb"
tar -xf "$dir/out"/huiyin-*.tar -C "$dir/root/media/usb"
bundle=$(cd "$dir/root/media/usb" && echo huiyin-*)

# The next version: the same package, a higher number. (What a real one changes in the register is
# tested by the migrations' own tests.)
cp -r "$dir/root/media/usb/$bundle" "$dir/root/media/usb/下一版 next"
(
    cd "$dir/root/media/usb/下一版 next"
    dpkg-deb -R packages/huiyin_*.deb "$dir/next"
    rm packages/huiyin_*.deb
    old=$(sed -n 's/^Version: //p' "$dir/next/DEBIAN/control")
    sed -i 's/^Version: .*/Version: 99.0/' "$dir/next/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$dir/next" packages/huiyin_99.0_all.deb >/dev/null
    (cd packages && dpkg-scanpackages --multiversion . 2>/dev/null | xz >Packages.xz)
    sed -i "s/huiyin=$old/huiyin=99.0/" install.sh
    find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS
)

cat >"$dir/root/root/inside.sh" <<'INSIDE'
set -eu
bundle=$1
step() { printf '== %s\n' "$*"; }
fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}
fetch() { # path, words that the answer must have
    exec 3<>/dev/tcp/127.0.0.1/8077
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
    answer=$(cat <&3)
    exec 3>&-
    case $answer in
    "HTTP/1.1 200"*"$2"*) ;;
    *) fail "$1: $answer" ;;
    esac
}
huiyin() { runuser -u huiyin -- /usr/bin/huiyin "$@" --data /var/lib/huiyin --config /etc/huiyin/huiyin.conf; }
serve() {
    runuser -u huiyin -- /usr/bin/huiyin serve --data /var/lib/huiyin --config /etc/huiyin/huiyin.conf >/tmp/serve.log 2>&1 &
    server=$!
    for _ in $(seq 100); do
        (exec 3<>/dev/tcp/127.0.0.1/8077) 2>/dev/null && return
        sleep 0.1
    done
    cat /tmp/serve.log
    fail "the server does not answer"
}
stop() {
    pkill -TERM -x huiyin 2>/dev/null || kill -TERM "$server"
    wait "$server" || true
}

step no network
! getent hosts deb.debian.org >/dev/null || fail "a name was resolved"

step a damaged file is refused
cp -r "/media/usb/$bundle" /media/damaged
echo >>/media/damaged/README.md
! bash /media/damaged/install.sh >/tmp/damaged.log 2>&1 || fail "installed in spite of it"
[ ! -e /usr/bin/huiyin ] || fail "something was installed"
rm -rf /media/damaged

step install
"/media/usb/$bundle/install.sh"
[ "$(stat -c %a:%U /etc/huiyin/huiyin.conf)" = 600:huiyin ] || fail "huiyin.conf: mode or owner"
[ ! -e /var/lib/huiyin/huiyin.db ] || fail "a register was made unasked"
command -v nginx >/dev/null || fail "no nginx"

step a register, served
huiyin init --code 511902 --name 巴州区 --mechanism bazhou >/tmp/init.log
huiyin doctor --json >/tmp/doctor.json || { cat /tmp/doctor.json; fail doctor; }
serve
fetch /ready ''
fetch / '<html'
fetch /desk/ '<html'
fetch /api/v1/public/place 巴州区
stop

step the same version again changes nothing
before=$(sha256sum /var/lib/huiyin/huiyin.db)
"/media/usb/$bundle/install.sh" >/tmp/again.log
[ "$before" = "$(sha256sum /var/lib/huiyin/huiyin.db)" ] || fail "the register was touched"

step upgrade, after a change of the configuration
echo 'hotline = 0827-12345' >>/etc/huiyin/huiyin.conf
"/media/usb/下一版 next/install.sh"
dpkg-query -W -f '${Version}\n' huiyin | grep -qx 99.0 || fail "not upgraded"
grep -qx 'hotline = 0827-12345' /etc/huiyin/huiyin.conf || fail "the configuration was overwritten"
[ "$(find /var/backups/huiyin -name 'before-99.0-*.zip' | wc -l)" = 1 ] || fail "no backup from before"
huiyin check
serve
fetch /ready ''
stop

step a downgrade is refused, by dpkg and by install.sh
dpkg -i "/media/usb/$bundle"/packages/huiyin_*.deb >/tmp/down.log 2>&1 && fail "a downgrade was let through"
grep -q 'refusing to put' /tmp/down.log || { cat /tmp/down.log; fail "no reason given"; }
dpkg-query -W -f '${Version} ${db:Status-Abbrev}\n' huiyin | grep -qx '99.0 ii *' || fail "left half installed"
"/media/usb/$bundle/install.sh" >/tmp/down.log 2>&1 && fail "a downgrade was let through"

step back, as the manual says
mv /var/lib/huiyin /var/lib/huiyin-99
"/media/usb/$bundle/install.sh" --downgrade
runuser -u huiyin -- /usr/bin/huiyin restore /var/backups/huiyin/before-99.0-*.zip --data /var/lib/huiyin --key /etc/huiyin/secret.key
huiyin check

step a backup that cannot be made stops an upgrade
rm -rf /var/backups/huiyin && echo in the way >/var/backups/huiyin
"/media/usb/下一版 next/install.sh" >/tmp/up.log 2>&1 && fail "upgraded without a backup"
dpkg-query -W -f '${Version}\n' huiyin | grep -qvx 99.0 || fail "the package was changed"
rm /var/backups/huiyin

step removal keeps the register
apt-get -q -y purge huiyin >/tmp/purge.log 2>&1
[ -e /var/lib/huiyin/huiyin.db ] && [ -e /etc/huiyin/secret.key ] || fail "the register is gone"
echo "all steps done"
INSIDE
mkdir -p "$dir/root/proc"
unshare --net --mount --pid --fork bash -c '
    ip link set lo up
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm" 2>/dev/null || true
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 chroot "$1" bash /root/inside.sh "$2"
' sh "$dir/root" "$bundle"
