#!/bin/bash
# Pulls an image from a registry and unpacks it, with curl and tar alone: independent of Kiln, whose work it is there to
# confirm. Every byte is checked against its digest. Plain http; prints the reference with its digest.
#
#   pull-image.sh HOST/REPOSITORY:TAG DIRECTORY
#   pull-image.sh --digest HOST/REPOSITORY:TAG     only prints the reference with its digest
set -euo pipefail
export LC_ALL=C.UTF-8

only_digest=no
if [ "${1:-}" = --digest ]; then
    only_digest=yes
    set -- "${@:2}" /nonexistent
fi
if [ $# -ne 2 ] || [[ ! "$1" =~ ^([^/]+)/(.+):([^:/]+)$ ]]; then
    echo "usage: pull-image.sh HOST/REPOSITORY:TAG DIRECTORY, or --digest HOST/REPOSITORY:TAG" >&2
    exit 2
fi
api="http://${BASH_REMATCH[1]}/v2/${BASH_REMATCH[2]}"
tag=${BASH_REMATCH[3]}
directory=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # PATH FILE [CURL-ARGUMENTS...]
    curl --fail --silent --show-error --location "${@:3}" --output "$2" "$api/$1"
}

check() { # FILE DIGEST
    local found
    found="sha256:$(sha256sum "$1" | cut -d' ' -f1)"
    if [ "$found" != "$2" ]; then
        echo "$api: asked for $2, got $found" >&2
        exit 1
    fi
}

manifest=application/vnd.oci.image.manifest.v1+json
index=application/vnd.oci.image.index.v1+json
fetch "manifests/$tag" "$work/manifest" --header "Accept: $manifest, $index"
digest="sha256:$(sha256sum "$work/manifest" | cut -d' ' -f1)"
if [ "$only_digest" = yes ]; then
    echo "$1@$digest"
    exit 0
fi

mkdir -p "$directory"
if [ "$(jq -r 'has("manifests")' "$work/manifest")" = true ]; then
    child=$(jq -r 'first(.manifests[] | select((.platform // {os: "linux", architecture: "amd64"}) |
        .os == "linux" and .architecture == "amd64") | .digest)' "$work/manifest")
    fetch "manifests/$child" "$work/manifest" --header "Accept: $manifest"
    check "$work/manifest" "$child"
fi

while read -r layer; do
    fetch "blobs/$layer" "$work/layer"
    check "$work/layer" "$layer"
    tar --extract --file "$work/layer" --directory "$directory" --no-same-owner
done < <(jq -r '.layers[].digest' "$work/manifest")
echo "$1@$digest"
