#!/bin/bash
# Installs the Debian packages that the demo, the benchmark or the tests need and this machine lacks, naming them first.
#
#   install-packages.sh demo|docker|image|bench|test
#
# Installs only as root on Debian 12; elsewhere it prints what to type and exits 3.
set -euo pipefail
export LC_ALL=C.UTF-8

# To build and start Kiln, to run its containers, to make the toolchain, to check the result without Kiln, and to boot it.
demo=(
    make git
    openjdk-17-jdk-headless maven
    runc
    mmdebstrap debian-archive-keyring
    linux-source-6.1
    ovmf qemu-system-x86
    ca-certificates curl jq openssl xz-utils zstd
)
# For Kiln's own image.
image=(openjdk-17-jdk-headless maven mmdebstrap debian-archive-keyring)
# What the benchmark compares with, and measures with.
bench=("${demo[@]}" busybox-static docker.io procps time)
# The real counterparts of the integration tests.
test=(
    "${demo[@]}"
    apache2-utils attr binutils busybox-static containerd cpio docker-registry docker.io dosfstools
    gcc gcc-aarch64-linux-gnu gdisk genisoimage iproute2 kmod libc6-dev libcap2-bin mtools openssh-client openssh-server
    procps skopeo slirp4netns squashfs-tools strace systemd-boot-efi xorriso
)

case "${1:-}" in
    demo) wanted=("${demo[@]}") ;;
    docker) wanted=(docker.io) ;; # for EXECUTOR=docker where there is no engine
    bench) wanted=("${bench[@]}") ;;
    image) wanted=("${image[@]}") ;;
    test) wanted=("${test[@]}") ;;
    *)
        echo "usage: install-packages.sh demo|docker|image|bench|test" >&2
        exit 2
        ;;
esac

# A JDK or Maven that does not come from Debian will do as well.
have_otherwise() {
    case "$1" in
        openjdk-17-jdk-headless) [[ "$(javac -version 2>&1)" =~ ^javac\ ([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 17 ] ;;
        maven) command -v mvn >/dev/null ;;
        *) false ;;
    esac
}

missing=()
for package in "${wanted[@]}"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ] && ! have_otherwise "$package"; then
        missing+=("$package")
    fi
done

# Some tests download a Debian kernel as a real counterpart, which needs package lists that are not too old.
fresh_lists() {
    [ "$1" = test ] && [ "$(id -u)" -eq 0 ] || return 0
    # The folder changes with every update; the lists in it have the times of the mirror.
    if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null \
        || [ -z "$(find /var/lib/apt/lists/partial -maxdepth 0 -mtime -1 2>/dev/null)" ]; then
        echo "Updating the package lists: apt-get update"
        apt-get -o DPkg::Lock::Timeout=300 update --quiet
    fi
}

if [ ${#missing[@]} -eq 0 ]; then
    fresh_lists "$1"
    exit 0
fi

echo "Missing on this machine: ${missing[*]}"
# shellcheck source=/dev/null
system=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}") || system=
if [ "$(id -u)" -ne 0 ] || [ "$system" != "debian 12" ]; then
    echo "These names are those of Debian 12. On it, type as root:"
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    echo "and then the same make command again."
    exit 3
fi

# No service is to be started because a test needs its program (docker-registry would listen on port 5000).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
install=(apt-get -o DPkg::Lock::Timeout=300 install --yes --quiet --no-install-recommends "${missing[@]}")
echo "Installing them: ${install[*]}"
# The lists may be absent, or so old that they name files which the mirror no longer has.
if ! "${install[@]}"; then
    echo "Updating the package lists, then once more."
    apt-get -o DPkg::Lock::Timeout=300 update --quiet
    "${install[@]}"
fi
fresh_lists "$1"
