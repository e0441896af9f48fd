#!/bin/bash
# Runs Kiln in a machine whose only control groups are those of version 2, and says what can be seen of them.
export PATH=/usr/sbin:/usr/bin:/bin LC_ALL=C.UTF-8 HOME=/tmp
set -a
source /variables
groups=/sys/fs/cgroup
set +a
trap 'busybox poweroff -f' EXIT

say() { echo "GUEST: $*"; }

# build PACKAGE ACTION: runs the action when the package's instruction naps, which says so first.
build() {
    "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -XX:SharedArchiveFile=/kiln.jsa \
        -cp "$classpath" io.kiln.cli.Main build "$1" --progress plain --root /tree --store /mnt/store \
        --output type=local,dest=/mnt/out 2>&1 |
        while IFS= read -r line; do
            echo "$line"
            [[ $line != *"| napping" ]] || "$2" "$1"
        done
    say "$1: ended with ${PIPESTATUS[0]}"
    say "$1: groups left: $(find "$groups" -mindepth 1 -type d | grep . || echo none)"
}

look_and_wake() {
    until nap=$(busybox pidof sleep); do busybox usleep 100000; done
    group=$(busybox cut -d: -f3 "/proc/$nap/cgroup")
    say "$1: group: $group"
    echo "${group%%-*}" >/tmp/parent-and-store
    say "$1: pids.max: $(cat "$groups$group/pids.max")"
    say "$1: threads: $(wc -l <"$groups$group/cgroup.threads")"
    say "$1: type: $(cat "$groups$group/cgroup.type")"
    kill "$nap"
}

interrupt() { kill -INT "$(busybox pidof java)"; }

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
mount -t tmpfs mnt /mnt
mount -t cgroup2 cgroup2 "$groups"
busybox ip link set lo up
cp -a /store /mnt/store

say "hierarchies: $(grep cgroup /proc/mounts)"
build slow look_and_wake
say "output: $(cat /mnt/out/woken)"
build endless interrupt

# As in a privileged container: its own group, where its processes are, is the root that it sees.
echo +pids >"$groups/cgroup.subtree_control"
mkdir "$groups/box"
echo $$ >"$groups/box/cgroup.procs"
export -f say build look_and_wake
unshare --cgroup --mount bash -c '
    umount "$groups"
    mount -t cgroup2 cgroup2 "$groups"
    # What a killed Kiln would have left behind here, with a process in it.
    left=$groups$(cat /tmp/parent-and-store)-1-dead.1
    mkdir -p "$left"
    echo threaded >"$groups/kiln/cgroup.type"
    echo threaded >"$left/cgroup.type"
    busybox sleep 4000 &
    echo $! >"$left/cgroup.procs"
    say "inside: left behind: $(cat "$left/cgroup.threads" | wc -l)"
    build inside look_and_wake
    kill -0 $! 2>/dev/null && say "inside: what was left behind still runs"
'
