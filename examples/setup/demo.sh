#!/bin/bash
# The demo, the whole way of examples/README.md: a kernel and an out-of-tree module, built in containers, the module signed
# by the key that this very kernel trusts; both pushed to the registry at 127.0.0.1:5005, pulled back and verified without
# Kiln's help; the module as a system extension; an installer image with it; and a machine that is installed from that
# image, starts from its disk, and loads the module.
#
#   demo.sh    (make demo)
#
# REGISTRY, DEMO_STATE and KILN take the place of 127.0.0.1:5005, .kiln/demo and the launcher. EXECUTOR=docker runs the
# steps in a Docker Engine: the one that the docker command would use, else one of its own, ended by demo-stop.sh.
set -euo pipefail
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
packages="$root/examples/pkgs"
extensions="$root/examples/extensions"
system="$root/examples/os"
state=${DEMO_STATE:-$root/.kiln/demo}
export KILN=${KILN:-$root/kiln}
export EXECUTOR=${EXECUTOR:-auto}

registry=${REGISTRY:-127.0.0.1:5005}
user=${USERNAME:-user}
tag=${TAG:-v0.1.0}
started=$SECONDS

step() { printf '\n== %s\n' "$*"; }

"$here/install-packages.sh" demo
mkdir -p "$state"
"$KILN" version

if [ "$EXECUTOR" = docker ]; then
    step "Docker Engine"
    "$here/install-packages.sh" docker
    "$here/docker-start.sh" "$state"
    if [ -e "$state/docker.host" ]; then
        DOCKER_HOST=$(cat "$state/docker.host")
        export DOCKER_HOST
    fi
fi

step "Registry at $registry"
"$here/registry-start.sh" "$registry" "$state"

step "Kernel source"
"$here/kernel-source-lock.sh" "$packages/kernel/vars.yaml"
grep -v '^#' "$packages/kernel/vars.yaml"

step "make kernel hello-module-pkg REGISTRY=$registry PLATFORM=linux/amd64 PUSH=true"
make -C "$packages" --no-print-directory kernel hello-module-pkg \
    REGISTRY="$registry" USERNAME="$user" TAG="$tag" PLATFORM=linux/amd64 PUSH=true KILN="$KILN"

kernel=$registry/$user/kernel:$tag
module=$registry/$user/hello-module-pkg:$tag
KERNEL_IMAGE=$("$here/pull-image.sh" --digest "$kernel")
PKG_IMAGE=$("$here/pull-image.sh" --digest "$module")

if [ -f "$state/verified" ] && [ "$(cat "$state/verified")" = "$KERNEL_IMAGE $PKG_IMAGE" ]; then
    step "Nothing changed: both images are those that were verified before"
else
    step "Pulled back, and verified with openssl"
    pulled=$(mktemp -d "$state/pulled-XXXXXX")
    trap 'rm -rf "$pulled"' EXIT
    "$here/pull-image.sh" "$kernel" "$pulled/kernel" >/dev/null
    "$here/pull-image.sh" "$module" "$pulled/module" >/dev/null
    "$here/verify-pair.sh" "$pulled/kernel" "$pulled/module"
    echo "$KERNEL_IMAGE $PKG_IMAGE" >"$state/verified"
fi

step "make hello-module REGISTRY=$registry PLATFORM=linux/amd64 PUSH=true PKG_IMAGE=$PKG_IMAGE"
make -C "$extensions" --no-print-directory hello-module \
    REGISTRY="$registry" USERNAME="$user" PLATFORM=linux/amd64 PUSH=true PKG_IMAGE="$PKG_IMAGE" KILN="$KILN"
version=$(sed -n 's/^VERSION: "\(.*\)"/\1/p' "$extensions/hello-module/vars.yaml")
EXTENSION_IMAGE=$("$here/pull-image.sh" --digest "$registry/$user/hello-module:$version")

step "make installer-base imager PLATFORM=linux/amd64 INSTALLER_ARCH=amd64 REGISTRY=$registry PKG_KERNEL=$KERNEL_IMAGE PUSH=true"
make -C "$system" --no-print-directory installer-base imager PLATFORM=linux/amd64 INSTALLER_ARCH=amd64 \
    REGISTRY="$registry" USERNAME="$user" PKG_KERNEL="$KERNEL_IMAGE" PUSH=true KILN="$KILN"
release=$(sed -n 's/^  VERSION: //p' "$system/Pkgfile")
BASE_IMAGE=$("$here/pull-image.sh" --digest "$registry/$user/installer-base:$release")

arguments="--base-installer-image=$BASE_IMAGE --system-extension-image=$EXTENSION_IMAGE --extra-kernel-arg=console=ttyS0"
step "make image-installer REGISTRY=$registry IMAGER_ARGS=\"$arguments\""
make -C "$system" --no-print-directory image-installer REGISTRY="$registry" USERNAME="$user" DEST="$state/_out" KILN="$KILN" \
    IMAGER_ARGS="$arguments"
installer=$registry/$user/installer:$tag
"$KILN" image push "$state/_out/installer-amd64.tar" "$installer"
INSTALLER_IMAGE=$("$here/pull-image.sh" --digest "$installer")

if [ -f "$state/booted" ] && [ "$(cat "$state/booted")" = "$INSTALLER_IMAGE" ]; then
    step "Nothing changed: a machine was installed from this installer image before"
else
    step "kiln machine-config --image $INSTALLER_IMAGE --module hello-module"
    "$KILN" machine-config --image "$INSTALLER_IMAGE" --module hello-module --output "$state/hello-module.yaml"
    cat "$state/hello-module.yaml"

    step "kiln boot $INSTALLER_IMAGE --installer $INSTALLER_IMAGE --disk disk.raw: installs itself onto an empty disk"
    rm -f "$state/disk.raw"
    truncate -s 1G "$state/disk.raw"
    "$KILN" boot "$INSTALLER_IMAGE" --installer "$INSTALLER_IMAGE" --disk "$state/disk.raw" --disk-writable \
        --machine-config "$state/hello-module.yaml" --expect-module hello-module --log "$state/install.log"

    step "kiln boot --disk disk.raw: starts from that disk alone"
    "$KILN" boot --disk "$state/disk.raw" --expect-module hello-module --log "$state/boot.log"
    echo "$INSTALLER_IMAGE" >"$state/booted"
fi

step "Done in $((SECONDS - started)) s. The images, and what the machine's kernel said when it loaded the module:"
printf '%s\n' "$KERNEL_IMAGE" "$PKG_IMAGE" "$EXTENSION_IMAGE" "$INSTALLER_IMAGE"
grep -aE 'hello[-_]module: loading out-of-tree module taints kernel|Loading hello-module driver module' "$state/boot.log"
