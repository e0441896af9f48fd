#!/bin/bash
# Ends what the demo started: the registry, and the Docker Engine if there is one. What was pushed and built stays on disk.
#
#   demo-stop.sh    (make demo-stop)
set -euo pipefail
state=${DEMO_STATE:-$(cd "$(dirname "$0")/../.." && pwd)/.kiln/demo}

# Ends the process whose number is in a file, if it still is the one whose command line has these words.
stop() {
    local name=$1 pidfile=$2 words=$3 pid
    if [ ! -f "$pidfile" ]; then
        echo "The demo's $name is not running."
        return
    fi
    pid=$(cat "$pidfile")
    # The number may belong to another process by now.
    if [[ "$pid" =~ ^[0-9]+$ ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$words"; then
        kill "$pid"
        for _ in $(seq 300); do
            [ -e "/proc/$pid" ] || break
            sleep 0.1
        done
        if [ -e "/proc/$pid" ]; then
            echo "Process $pid does not end." >&2
            exit 1
        fi
        echo "Stopped the $name, process $pid."
    else
        echo "The demo's $name is not running."
    fi
    rm -f "$pidfile"
}

stop registry "$state/registry.pid" "registry serve .*$state/registry"
if [ -f "$state/docker.pid" ]; then
    stop "Docker Engine" "$state/docker.pid" "dockerd .*$state/docker"
    rm -f "$state/docker.host"
fi
