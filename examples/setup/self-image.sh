#!/bin/bash
# Makes Kiln's own image (make image): a small Debian with the programs that Kiln runs, a Java runtime of only the modules
# that it needs, and its jars. The same packages, Java and jars give the same bytes.
#
#   self-image.sh [ARCHIVE]    (default: .kiln/image/kiln-VERSION-ARCHITECTURE.tar)
#
# Prints the digest by which Docker calls the image. PUSH=true pushes it to REGISTRY/USERNAME/kiln:VERSION. KILN takes the
# place of the launcher, KILN_TOOLCHAIN_CACHE of the folder that keeps the Debian root; SOURCE_DATE_EPOCH sets all times.
set -euo pipefail
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
kiln=${KILN:-$root/kiln}
cache=${KILN_TOOLCHAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kiln-toolchain}
tools=${JAVA_HOME:+$JAVA_HOME/bin/}
jars=$root/orchestrator/target/kiln
launcher=$root/orchestrator/src/main/launcher

"$here/install-packages.sh" image >&2
version=$("$kiln" version)
version=${version#kiln }
architecture=$(dpkg --print-architecture)
archive=${1:-$root/.kiln/image/kiln-$version-$architecture.tar}
debian=$("$here/debian-root.sh" kiln "$cache")

mkdir -p "$(dirname "$archive")"
work=$(mktemp -d "$(dirname "$archive")/.work-XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "image: the base" >&2
"$kiln" image import "$debian" kiln.local/base:1 --store "$work/store" >/dev/null
"$kiln" image export kiln.local/base:1 "$work/base.tar" --store "$work/store" >/dev/null

# What the jars refer to, without fonts and drawing, which they only offer to use; and what is found by name at run time:
# curves for TLS, figures of memory, file systems in archives.
echo "image: the Java runtime" >&2
modules=$("${tools}jdeps" --multi-release 17 --ignore-missing-deps -quiet --print-module-deps --class-path "$jars/*" "$jars"/*.jar)
modules=$(tr , '\n' <<<"$modules" | grep -vx java.desktop | paste -sd,),jdk.crypto.ec,java.management,jdk.zipfs
# Native libraries have no debug symbols in a packaged JDK, and stripping them would need binutils.
"${tools}jlink" --add-modules "$modules" --output "$work/java" \
    --strip-java-debug-attributes --no-man-pages --no-header-files --compress=2
# The links in legal/ lead to files of the same JDK; jib would follow those elsewhere.
find "$work/java" -type l | while read -r link; do
    cp --remove-destination "$(readlink -f "$link")" "$link"
done

mkdir -p "$work"/{runtime,libraries,own}/opt/kiln/lib "$work/own/usr/bin"
mv "$work/java" "$work/runtime/opt/kiln/java"
rmdir "$work/runtime/opt/kiln/lib"
for jar in "$jars"/*.jar; do
    case ${jar##*/} in
        orchestrator-* | pkg-model-* | registry-client-*) layer=own ;;
        *) layer=libraries ;;
    esac
    cp "$jar" "$work/$layer/opt/kiln/lib/"
done
printf '/opt/kiln/lib/%s\n' "$work"/{libraries,own}/opt/kiln/lib/*.jar | sed 's|/opt/kiln/lib/.*/|/opt/kiln/lib/|' | sort |
    paste -sd: >"$work/own/opt/kiln/lib/classpath"
cp "$launcher/start.sh" "$work/own/opt/kiln/"
cp "$launcher/kiln" "$work/own/usr/bin/"
chmod 0755 "$work/own/usr/bin/kiln"
chmod 0644 "$work/own/opt/kiln/start.sh"

echo "image: putting it together" >&2
revision=$(git -C "$root" rev-parse HEAD 2>/dev/null) || revision=
id=$("${tools}java" -XX:+UseSerialGC -Xmx200m -cp "$jars/*" io.kiln.registry.jib.BuildImageOfKiln "$work/image.tar" "kiln:$version" \
    "$work/jib" "$work/base.tar" "$architecture" "$version" "$revision" "$work/runtime" "$work/libraries" "$work/own")
mv "$work/image.tar" "$archive"
echo "$archive, $(du -m "$archive" | cut -f1) MB"
echo "image $id"

name=${REGISTRY:-127.0.0.1:5005}/${USERNAME:-user}/kiln:$version
if [ "${PUSH:-false}" = true ]; then
    "$kiln" image push "$archive" "$name"
else
    echo "Load it:  docker load -i $archive"
    echo "Push it:  $kiln image push $archive $name    (or: make image PUSH=true REGISTRY=... USERNAME=...)"
fi
