#!/bin/bash
# The demo: a kernel and an out-of-tree module, built in containers, the module signed by the key that this very kernel
# trusts, both pushed to the registry at 127.0.0.1:5005, pulled back and verified without Kiln's help.
#
#   demo.sh    (make demo)
#
# REGISTRY, DEMO_STATE and KILN take the place of 127.0.0.1:5005, .kiln/demo and the launcher.
set -euo pipefail
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
packages="$root/examples/pkgs"
state=${DEMO_STATE:-$root/.kiln/demo}
export KILN=${KILN:-$root/kiln}

registry=${REGISTRY:-127.0.0.1:5005}
user=${USERNAME:-user}
tag=${TAG:-v0.1.0}
started=$SECONDS

step() { printf '\n== %s\n' "$*"; }

"$here/install-packages.sh" demo
mkdir -p "$state"
"$KILN" version

step "Registry at $registry"
"$here/registry-start.sh" "$registry" "$state"

step "Kernel source"
"$here/kernel-source-lock.sh" "$packages/kernel/vars.yaml"
grep -v '^#' "$packages/kernel/vars.yaml"

step "make kernel hello-module-pkg REGISTRY=$registry PLATFORM=linux/amd64 PUSH=true"
make -C "$packages" --no-print-directory kernel hello-module-pkg \
    REGISTRY="$registry" USERNAME="$user" TAG="$tag" PLATFORM=linux/amd64 PUSH=true KILN="$KILN"

step "What the registry has now"
kernel=$registry/$user/kernel:$tag
module=$registry/$user/hello-module-pkg:$tag
references=$("$here/pull-image.sh" --digest "$kernel" && "$here/pull-image.sh" --digest "$module")
if [ -f "$state/verified" ] && [ "$(cat "$state/verified")" = "$references" ]; then
    echo "Nothing changed: both images are those that were verified before."
else
    pulled=$(mktemp -d "$state/pulled-XXXXXX")
    trap 'rm -rf "$pulled"' EXIT
    "$here/pull-image.sh" "$kernel" "$pulled/kernel" >/dev/null
    "$here/pull-image.sh" "$module" "$pulled/module" >/dev/null
    "$here/verify-pair.sh" "$pulled/kernel" "$pulled/module"
    echo "$references" >"$state/verified"
fi

step "Done in $((SECONDS - started)) s. The two images:"
echo "$references"
