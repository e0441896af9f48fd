#!/bin/bash
# Writes the work "many": 20 stages of five instructions on a first one, all collected by a last one - as a tree of Kiln
# in DIR/tree and, the same, as a Dockerfile in DIR/context.
#
#   many.sh DIR BASE
#
# BENCH_TOUCH=TEXT goes into the last instruction of every second stage: what is built again when a user changes something.
set -euo pipefail
dir=$1
base=$2
touched=${BENCH_TOUCH:-}
stages=20
instructions=5

# shellcheck source=examples/bench/work.sh
. "$(dirname "$0")/work.sh"
begin "$base"

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
