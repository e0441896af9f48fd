# What the works have in common: a tree of Kiln and, the same, a Dockerfile. Sourced, with $dir: where they go.
# shellcheck shell=bash disable=SC2154

# begin BASE: the first stage, on an image.
begin() {
    rm -rf "$dir/tree" "$dir/context"
    mkdir -p "$dir/tree" "$dir/context" "$dir/distdir"
    cat >"$dir/tree/Pkgfile" <<END
format: v1alpha2
x-kiln:
  baseImages:
    bench: $1
END
    package first <<'END'
name: first
variant: bench
shell: /bin/sh
steps:
  - install:
      - mkdir -p /out && echo first >/first
finalize:
  - from: /
    to: /
END
    cat >"$dir/context/Dockerfile" <<END
FROM $1 AS first
RUN set -eou pipefail; mkdir -p /out && echo first >/first
END
}

# package NAME: with its pkg.yaml on standard input.
package() {
    mkdir -p "$dir/tree/$1"
    cat >"$dir/tree/$1/pkg.yaml"
}
