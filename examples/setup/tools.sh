#!/bin/bash
# Makes the tar of Kiln's tools image: a small Debian 12 with the programs that `kiln imager` runs in a container when
# the imager image does not bring them. The packages come from the Debian sources that apt uses on this machine.
#
#   tools.sh DIRECTORY           prints the path of the tar; makes it first if it is not there
#   tools.sh --path DIRECTORY    only prints the path that it would have
#
# The name of the tar carries a hash of everything that this script decides, so a changed list makes a new one.
set -euo pipefail

suite=bookworm
packages=(dosfstools e2fsprogs gdisk kmod mtools squashfs-tools xorriso)

# Times in the tar, so that the same package versions give the same bytes: the release of Debian 12.
export SOURCE_DATE_EPOCH=1686355200
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

only_path=no
if [ "${1:-}" = --path ]; then
    only_path=yes
    shift
fi
if [ $# -ne 1 ]; then
    echo "usage: tools.sh [--path] DIRECTORY" >&2
    exit 2
fi
mkdir -p "$1"
directory=$(cd "$1" && pwd)
architecture=$(dpkg --print-architecture)
identity=$( (cat "$0"; echo "$architecture") | sha256sum | cut -c1-12)
tar="$directory/tools-$suite-$architecture-$identity.tar"
if [ "$only_path" = yes ]; then
    echo "$tar"
    exit 0
fi

exec 9>"$directory/.tools-lock"
flock 9
if [ -s "$tar" ]; then
    echo "tools: $tar is there" >&2
    echo "$tar"
    exit 0
fi

# shellcheck disable=SC2016 # apt itself fills these in
sources=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | sed -nE "s/^Debian $suite(-updates|-security)? main (deb .*)/\2/p" | sort -u)
if [ -z "$sources" ]; then
    echo "tools: apt has no package lists of Debian 12 ($suite, main) on this machine." >&2
    echo "Add that source to /etc/apt/sources.list.d if it is missing, then: apt-get update" >&2
    exit 3
fi

work=$(mktemp -d "$directory/.work-XXXXXX")
trap 'rm -rf "$work"' EXIT
apt-config dump Acquire | grep -E '^Acquire::(http|https|ftp)::' >"$work/apt.conf" || true
: >>"$work/apt.conf"
echo "tools: bootstrapping $suite with ${packages[*]}" >&2
started=$SECONDS
include=$(IFS=,; echo "${packages[*]}")
TMPDIR="$work" mmdebstrap --quiet --variant=minbase --skip=output/dev --architectures="$architecture" --include="$include" \
    --aptopt="$work/apt.conf" \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/hostname "$1"/etc/resolv.conf' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt "$1"/var/cache/debconf/*-old "$1"/var/lib/dpkg/*-old "$1"/var/log/*' \
    "$suite" "$work/tools.tar" - <<<"$sources" >&2

mv "$work/tools.tar" "$tar"
echo "tools: $tar, $(du -m "$tar" | cut -f1) MB, in $((SECONDS - started)) s" >&2
echo "$tar"
