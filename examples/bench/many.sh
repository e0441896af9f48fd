#!/bin/bash
# Writes the work "many": 20 stages of five instructions on a first one, all collected by a last one - as a tree of Kiln
# in DIR/tree and, the same, as a Dockerfile in DIR/context.
#
#   many.sh DIR
#
# BENCH_TOUCH=TEXT goes into the last instruction of every second stage: what is built again when a user changes something.
set -euo pipefail
dir=$1
touched=${BENCH_TOUCH:-}
stages=20
instructions=5

rm -rf "$dir/tree" "$dir/context"
mkdir -p "$dir/tree" "$dir/context" "$dir/distdir"
cat >"$dir/tree/Pkgfile" <<'END'
format: v1alpha2
x-kiln:
  baseImages:
    bench: kiln.local/bench-tiny:1
END

package() { # NAME, its pkg.yaml on standard input
    mkdir -p "$dir/tree/$1"
    cat >"$dir/tree/$1/pkg.yaml"
}

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
{
    echo 'FROM kiln.local/bench-tiny:1 AS first'
    echo 'RUN set -eou pipefail; mkdir -p /out && echo first >/first'
} >"$dir/context/Dockerfile"

for stage in $(seq -w "$stages"); do
    {
        printf 'name: s%s\nvariant: scratch\nshell: /bin/sh\ndependencies:\n  - stage: first\nsteps:\n  - install:\n' "$stage"
        printf 'FROM first AS s%s\n' "$stage" >&3
        for number in $(seq "$instructions"); do
            text="echo $stage $number"
            if [ "$number" = "$instructions" ] && [ $((10#$stage % 2)) = 0 ]; then
                text="$text $touched"
            fi
            printf '      - %s >/out/s%s-%s\n' "$text" "$stage" "$number"
            printf 'RUN set -eou pipefail; %s >/out/s%s-%s\n' "$text" "$stage" "$number" >&3
        done
        printf 'finalize:\n  - from: /out\n    to: /out\n'
    } 3>>"$dir/context/Dockerfile" | package "s$stage"
done

{
    printf 'name: all\nvariant: scratch\nshell: /bin/sh\ndependencies:\n'
    printf 'FROM scratch\n' >&3
    for stage in $(seq -w "$stages"); do
        printf '  - stage: s%s\n' "$stage"
        printf 'COPY --from=s%s /out /out\n' "$stage" >&3
    done
    printf 'finalize:\n  - from: /out\n    to: /out\n'
} 3>>"$dir/context/Dockerfile" | package all
