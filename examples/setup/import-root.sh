#!/bin/bash
# Makes a Debian root known to Kiln's store as kiln.local/NAME:bookworm, unless it is there: bootstraps the tar, imports
# it.
#
#   KILN=PATH import-root.sh toolchain|tools
#
# Prints the reference with its digest: of tools, what KILN_TOOLS_IMAGE or `kiln imager --tools-image` takes to pin it.
# KILN_TOOLCHAIN_CACHE says where the tars are kept (default: kiln-toolchain in the user's cache directory).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kiln=${KILN:-$here/../../kiln}
cache=${KILN_TOOLCHAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kiln-toolchain}
name=${1:-}

# A second tag carries the identity of the tar, so that a changed package list is imported and an unchanged one is not.
tar=$("$here/debian-root.sh" --path "$name" "$cache")
image=kiln.local/$name:bookworm
identity=${tar##*-}
marker=$image-${identity%.tar}
if ! inspected=$("$kiln" image inspect "$marker" 2>/dev/null); then
    "$here/debian-root.sh" "$name" "$cache" >/dev/null
    echo "$name: importing $tar as $image" >&2
    "$kiln" image import "$tar" "$image" "$marker" >/dev/null
    inspected=$("$kiln" image inspect "$marker")
fi
sed -n '1s/:[^:@]*@/:bookworm@/p' <<<"$inspected"
