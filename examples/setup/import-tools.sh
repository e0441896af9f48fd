#!/bin/bash
# Makes the tools image known to Kiln's store, unless it is there: bootstraps the tar, imports it.
#
#   KILN=PATH import-tools.sh
#
# Prints the reference with its digest: what KILN_TOOLS_IMAGE or `kiln imager --tools-image` takes to pin it.
# KILN_TOOLCHAIN_CACHE says where the tar is kept (default: kiln-toolchain in the user's cache directory).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kiln=${KILN:-$here/../../kiln}
cache=${KILN_TOOLCHAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kiln-toolchain}
image=kiln.local/tools:bookworm

tar=$("$here/tools.sh" --path "$cache")
identity=${tar##*-}
marker=$image-${identity%.tar}
if ! "$kiln" image inspect "$marker" >/dev/null 2>&1; then
    "$here/tools.sh" "$cache" >/dev/null
    echo "tools: importing $tar as $image" >&2
    "$kiln" image import "$tar" "$image" "$marker" >/dev/null
fi
"$kiln" image inspect "$marker" | sed -n "1s/:[^:@]*@/:bookworm@/p"
