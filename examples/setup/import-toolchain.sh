#!/bin/bash
# Makes the toolchain image known to Kiln's store, unless it is there: bootstraps the tar, imports it.
#
#   KILN=PATH import-toolchain.sh
#
# KILN_TOOLCHAIN_CACHE says where the tar is kept (default: kiln-toolchain in the user's cache directory).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kiln=${KILN:-$here/../../kiln}
cache=${KILN_TOOLCHAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kiln-toolchain}
image=kiln.local/toolchain:bookworm

# A second tag carries the identity of the tar, so that a changed package list is imported and an unchanged one is not.
tar=$("$here/toolchain.sh" --path "$cache")
identity=${tar##*-}
marker=$image-${identity%.tar}
if "$kiln" image inspect "$marker" >/dev/null 2>&1; then
    exit 0
fi
"$here/toolchain.sh" "$cache" >/dev/null
echo "toolchain: importing $tar as $image" >&2
"$kiln" image import "$tar" "$image" "$marker"
