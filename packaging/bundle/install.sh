#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs or upgrades Huiyin from this folder alone: no network, no other package source.
#   sudo ./install.sh             Debian 12; nginx and fonts come with it
#   sudo ./install.sh --minimal   Huiyin and what it cannot do without
#   sudo ./install.sh --downgrade an older version over a newer one (see the manual first)
set -eu
here=$(cd "$(dirname "$0")" && pwd)

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

with="@WITH@" more=
for arg in "$@"; do
    case $arg in
    --minimal) with= ;;
    --downgrade)
        more=--allow-downgrades
        export HUIYIN_DOWNGRADE=yes
        ;;
    *) die "用法 / usage: install.sh [--minimal] [--downgrade]" ;;
    esac
done

[ "$(id -u)" -eq 0 ] || die "请用 root 或 sudo 运行。/ Run as root or with sudo."
release=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
[ "$release" = "debian 12" ] || die "这个安装包只适用于 Debian 12，本机是：$release / for Debian 12 only, this is: $release"
[ "$(dpkg --print-architecture)" = "@ARCH@" ] ||
    die "这个安装包是 @ARCH@ 的，本机是 $(dpkg --print-architecture)。/ This bundle is for @ARCH@."
(cd "$here" && sha256sum --quiet --check SHA256SUMS) ||
    die "文件与校验清单不符，没有安装。/ Files differ from SHA256SUMS: nothing was installed."

# A package source for this call only, under a path without blanks; the machine's own lists and
# sources stay as they are.
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
chmod 755 "$temporary"
ln -s "$here/packages" "$temporary/packages"
mkdir -p "$temporary/lists/partial" "$temporary/archives/partial"
echo "deb [trusted=yes] file:$temporary/packages ./" >"$temporary/sources.list"

from_here() {
    DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o Dir::Etc::SourceList="$temporary/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$temporary/lists" -o Dir::Cache::Archives="$temporary/archives" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o APT::Sandbox::User=root -o Acquire::Languages=none -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}
from_here update
# shellcheck disable=SC2086
from_here install -y --no-install-recommends $more "huiyin=@VERSION@" $with
huiyin version
