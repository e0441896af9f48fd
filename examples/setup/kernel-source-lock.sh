#!/bin/bash
# Writes down which kernel source this machine has: version, URL and both checksums of Debian's linux-source-6.1, as the
# vars.yaml that the kernel's packages read. Written once; a newer source on the machine is reported, and taken only
# with --update, so that what was built yesterday is what is built today.
#
#   kernel-source-lock.sh [--update] FILE
set -euo pipefail
export LC_ALL=C.UTF-8

package=linux-source-6.1
archive=/usr/src/$package.tar.xz

update=no
if [ "${1:-}" = --update ]; then
    update=yes
    shift
fi
if [ $# -ne 1 ]; then
    echo "usage: kernel-source-lock.sh [--update] FILE" >&2
    exit 2
fi
lock=$1

if [ ! -f "$archive" ]; then
    echo "kernel source: $archive is not there. As root, on Debian 12, type:" >&2
    echo "  apt-get install $package" >&2
    exit 3
fi
version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || version=
if [ -z "$version" ]; then
    echo "kernel source: $archive does not come from the Debian package $package" >&2
    exit 3
fi

if [ -f "$lock" ] && [ "$update" = no ]; then
    if ! grep -qxF "DEBIAN_KERNEL_VERSION: \"$version\"" "$lock"; then
        echo "kernel source: $lock stays, though this machine now has $version; take that with:" >&2
        echo "  $0 --update $lock" >&2
    fi
    exit 0
fi

echo "kernel source: reading $archive, $package $version" >&2
sha256=$(sha256sum "$archive" | cut -d' ' -f1)
sha512=$(sha512sum "$archive" | cut -d' ' -f1)
cat >"$lock.new" <<YAML
# Written by kernel-source-lock.sh on this machine: the kernel source that the packages below are built from.
DEBIAN_KERNEL_VERSION: "$version"
DEBIAN_KERNEL_URL: file://$archive
DEBIAN_KERNEL_SHA256: $sha256
DEBIAN_KERNEL_SHA512: $sha512
YAML
mv "$lock.new" "$lock"
echo "kernel source: wrote $lock" >&2
