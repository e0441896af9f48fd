#!/bin/bash
# Makes the tar of a small Debian 12 that packages are built in: `toolchain` with a C compiler and what a kernel build
# calls, `tools` with what makes, installs and checks machine images, `kiln` with what Kiln itself runs on, without
# apt. The packages come from the Debian sources that apt uses on this machine, whatever mirror that is.
#
#   debian-root.sh NAME DIRECTORY           prints the path of the tar; makes it first if it is not there
#   debian-root.sh --path NAME DIRECTORY    only prints the path that it would have
#
# The name of the tar carries a hash of everything that this script decides, so a changed list makes a new one.
set -euo pipefail

suite=bookworm
toolchain=(build-essential bc flex bison libelf-dev libssl-dev openssl kmod cpio xz-utils zstd rsync)
tools=(
    busybox-static cpio dosfstools e2fsprogs gdisk kmod mtools openssl squashfs-tools systemd-boot-efi xorriso xz-utils
    zstd
)
kiln=(
    bash ca-certificates libstdc++6 make mount openssh-client runc slirp4netns util-linux zlib1g
)

# Times in the tar, so that the same package versions give the same bytes: the release of Debian 12.
export SOURCE_DATE_EPOCH=1686355200
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

variant=minbase
strip=true # what a shell does to the new root, which is $1
only_path=no
if [ "${1:-}" = --path ]; then
    only_path=yes
    shift
fi
name=${1:-}
case "$name" in
    toolchain) packages=("${toolchain[@]}") ;;
    tools) packages=("${tools[@]}") ;;
    kiln)
        packages=("${kiln[@]}")
        variant=essential
        strip='rm -rf "$1"/var/lib/apt/* "$1"/var/cache/* "$1"/var/log/* "$1"/boot "$1"/home'
        ;;
    *) name= ;;
esac
if [ -z "$name" ] || [ $# -ne 2 ]; then
    echo "usage: debian-root.sh [--path] toolchain|tools|kiln DIRECTORY" >&2
    exit 2
fi
mkdir -p "$2"
directory=$(cd "$2" && pwd)
architecture=$(dpkg --print-architecture)
identity=$( (sed '/^[a-z]*=(/,/)$/d' "$0"; echo "$architecture $name ${packages[*]}") | sha256sum | cut -c1-12)
tar="$directory/$name-$suite-$architecture-$identity.tar"
if [ "$only_path" = yes ]; then
    echo "$tar"
    exit 0
fi

exec 9>"$directory/.lock-$name"
flock 9
if [ -s "$tar" ]; then
    echo "$name: $tar is there" >&2
    echo "$tar"
    exit 0
fi

# One line a suite and component that apt knows on this machine and whose Release file says it is Debian 12.
debian_sources() {
    # apt itself fills these in: $(REPO_URI) and its like are no shell.
    # shellcheck disable=SC2016
    apt-get indextargets \
        --format '$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
        while IFS='|' read -r origin codename uri release component; do
            case "$origin|$codename" in
                "Debian|$suite" | "Debian|$suite-updates" | "Debian|$suite-security") ;;
                *) continue ;;
            esac
            [ "$component" = main ] && echo "deb $uri $release $component"
        done | sort -u
}

sources=$(debian_sources)
if ! grep -q " $suite main" <<<"$sources"; then
    echo "$name: apt has no package lists of Debian 12 ($suite, main) on this machine." >&2
    echo "Add that source to /etc/apt/sources.list.d if it is missing, then: apt-get update" >&2
    exit 3
fi

work=$(mktemp -d "$directory/.work-XXXXXX")
trap 'rm -rf "$work"' EXIT
apt-config dump Acquire | grep -E '^Acquire::(http|https|ftp)::' >"$work/apt.conf" || true
: >>"$work/apt.conf"

echo "$name: bootstrapping $suite with ${packages[*]}" >&2
started=$SECONDS
include=$(IFS=,; echo "${packages[*]}")
TMPDIR="$work" mmdebstrap --quiet --variant="$variant" --skip=output/dev --architectures="$architecture" --include="$include" \
    --aptopt="$work/apt.conf" \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='chroot "$1" dpkg-divert --quiet --package dash --no-rename --remove /bin/sh' \
    --customize-hook='chroot "$1" dpkg-divert --quiet --local --no-rename --divert /bin/sh.distrib --add /bin/sh' \
    --customize-hook='chroot "$1" ln -sf bash /bin/sh' \
    --customize-hook='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/hostname "$1"/etc/resolv.conf' \
    --customize-hook="$strip" \
    --customize-hook='rm -rf "$1"/var/log/apt "$1"/var/log/dpkg.log "$1"/var/log/alternatives.log "$1"/var/cache/debconf/*-old "$1"/var/lib/dpkg/*-old' \
    "$suite" "$work/root.tar" - <<<"$sources" >&2

mv "$work/root.tar" "$tar"
echo "$name: $tar, $(du -m "$tar" | cut -f1) MB, in $((SECONDS - started)) s" >&2
echo "$tar"
