#!/bin/bash
# Compares Kiln, with runc and with a Docker Engine, with the builder that this engine brings (BuildKit), on equal work,
# side by side.
#
#   bench.sh [many|tree]...    (make bench)
#
# Each work is done three times by each in turn: cold (the base and the sources are there, nothing is built), after a
# touch of an instruction, and with nothing to do. The table has the medians in seconds, the ratio to the first
# contestant, and the most memory that a client held. "buildkit" is docker build as it comes, where every RUN has a
# network; "bare" is docker build --network none, which is what a step of Kiln has unless it says otherwise.
# BENCH_ROUNDS and BENCH_CONTESTANTS take the place of 3 and "buildkit bare docker runc"; BENCH_STATE names a folder for
# all of it, and with BENCH_KEEP=1 nothing in it is deleted at the end.
set -euo pipefail
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
setup=$root/examples/setup
kiln=${KILN:-$root/kiln}
state=${BENCH_STATE:-$root/.kiln/bench}
rounds=${BENCH_ROUNDS:-3}
read -ra contestants <<<"${BENCH_CONTESTANTS:-buildkit bare docker runc}"
works=("$@")
[ ${#works[@]} -gt 0 ] || works=(many tree)

"$setup/install-packages.sh" bench
mkdir -p "$state"
state=$(cd "$state" && pwd)
source=/usr/src/linux-source-6.1.tar.xz
docker=$(PATH=/usr/bin:$PATH command -v docker)
"$kiln" version
run=$state/run-$$
mkdir -p "$run"
engine=
# A deletion slows the file system for minutes: so it is the last thing, and nobody works where another one did.
trap 'stop_engine; [ -n "${BENCH_KEEP:-}" ] || rm -rf "$run"' EXIT

start_engine() { # DIR
    mkdir -p "$1"
    "$setup/docker-start.sh" "$1" own >&2
    engine=$(cat "$1/docker.pid")
    DOCKER_HOST=$(cat "$1/docker.host")
    export DOCKER_HOST
}

stop_engine() {
    if [ -n "$engine" ]; then
        kill "$engine"
        tail --pid="$engine" -f /dev/null
        engine=
    fi
}

say() { printf '== %s\n' "$*" >&2; }

# timed FILE COMMAND...: appends "seconds kilobytes" to FILE.
timed() {
    local file=$1 begin end
    shift
    begin=$(date +%s%N)
    if ! /usr/bin/time --quiet -f %M -o "$run/memory" "$@" >"$run/log" 2>&1; then
        tail -n 40 "$run/log" >&2
        exit 1
    fi
    end=$(date +%s%N)
    echo "$(((end - begin) / 1000000)) $(tail -n 1 "$run/memory")" >>"$file"
}

tiny_root() {
    local tiny=$state/tiny-root
    if [ ! -e "$tiny.tar" ]; then
        mkdir -p "$tiny/bin" "$tiny/out" "$tiny/tmp" "$tiny/proc" "$tiny/sys" "$tiny/dev"
        cp "$(command -v busybox)" "$tiny/bin/busybox"
        for name in sh echo mkdir cat ls; do
            ln -s busybox "$tiny/bin/$name"
        done
        tar --sort=name --owner=0 --group=0 --mtime=@0 -C "$tiny" -cf "$tiny.tar.new" .
        mv "$tiny.tar.new" "$tiny.tar"
    fi
    echo "$tiny.tar"
}

toolchain() {
    local cache=${KILN_TOOLCHAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kiln-toolchain}
    "$setup/debian-root.sh" toolchain "$cache" >&2
    "$setup/debian-root.sh" --path toolchain "$cache"
}

base_tar() {
    case "$1" in
        many) tiny_root ;;
        tree) toolchain ;;
    esac
}

base_name() {
    case "$1" in
        many) echo kiln.local/bench-tiny:1 ;;
        tree) echo kiln.local/toolchain:bookworm ;;
    esac
}

write_tree() { # WORK DIR TOUCH
    case "$1" in
        many) BENCH_TOUCH=$3 "$here/many.sh" "$2" "$(base_name many)" ;;
        tree) BENCH_TOUCH=$3 "$here/tree.sh" "$2" "$(base_name tree)" "$source" ;;
    esac
}

kiln_build() { # RESULTS EXECUTOR DIR TARGET
    timed "$1" env KILN_HOME="$3/home" KILN_DISTDIR="$3/distdir" \
        "$kiln" build "$4" --root "$3/tree" --executor "$2" --progress plain
}

buildkit_build() { # CONTESTANT RESULTS DIR [ARGUMENT...]
    local results=$2 dir=$3 network=default
    [ "$1" = buildkit ] || network=none
    shift 3
    timed "$results" env DOCKER_BUILDKIT=1 "$docker" build --network "$network" --progress plain --tag kiln-bench \
        "$@" "$dir/context"
}

build() { # CONTESTANT RESULTS DIR
    case "$1" in
        buildkit | bare) buildkit_build "$1" "$2" "$3" ;;
        *) kiln_build "$2" "$1" "$3" all ;;
    esac
}

# The base is where its steps run, and nothing else is.
make_cold() { # CONTESTANT WORK DIR
    case "$1" in
        buildkit | bare)
            "$docker" import "$(base_tar "$2")" "$(base_name "$2")" >/dev/null
            buildkit_build "$1" /dev/null "$3" --target first
            ;;
        *)
            KILN_HOME="$3/home" "$kiln" image import "$(base_tar "$2")" "$(base_name "$2")" >/dev/null
            kiln_build /dev/null "$1" "$3" first
            ;;
    esac
}

for round in $(seq "$rounds"); do
    for work in "${works[@]}"; do
        for contestant in "${contestants[@]}"; do
            say "round $round: $work, $contestant"
            dir=$run/$work-$contestant-$round
            results=$run/results-$work-$contestant
            mkdir -p "$dir"
            write_tree "$work" "$dir" ""
            [ "$contestant" = runc ] || start_engine "$dir/engine"
            make_cold "$contestant" "$work" "$dir"
            build "$contestant" "$results-cold" "$dir"
            write_tree "$work" "$dir" touched
            build "$contestant" "$results-touch" "$dir"
            build "$contestant" "$results-nothing" "$dir"
            tail -qn 1 "$results"-* >&2
            stop_engine
        done
    done
done

median() { sort -n -k "$2,$2" "$1" | awk -v column="$2" '{ value[NR] = $column } END { print value[int((NR + 1) / 2)] }'; }

printf '\n%-8s %-10s' work with
for what in cold touch nothing; do
    printf ' %9s %6s' "$what" ratio
done
printf ' %8s\n' memory
for work in "${works[@]}"; do
    for contestant in "${contestants[@]}"; do
        printf '%-8s %-10s' "$work" "$contestant"
        for what in cold touch nothing; do
            own=$(median "$run/results-$work-$contestant-$what" 1)
            other=$(median "$run/results-$work-${contestants[0]}-$what" 1)
            awk -v own="$own" -v other="$other" 'BEGIN { printf " %8.2fs %6.2f", own / 1000, own / other }'
        done
        awk -v kilobytes="$(median "$run/results-$work-$contestant-cold" 2)" 'BEGIN { printf " %4.0f MiB\n", kilobytes / 1024 }'
    done
done
