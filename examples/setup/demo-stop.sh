#!/bin/bash
# Ends the registry that the demo started; what was pushed to it stays on disk.
#
#   demo-stop.sh    (make demo-stop)
set -euo pipefail
state=${DEMO_STATE:-$(cd "$(dirname "$0")/../.." && pwd)/.kiln/demo}
pidfile="$state/registry.pid"

if [ ! -f "$pidfile" ]; then
    echo "The demo's registry is not running."
    exit 0
fi
pid=$(cat "$pidfile")
# The number may belong to another process by now.
if [[ "$pid" =~ ^[0-9]+$ ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "registry serve .*$state/registry"; then
    kill "$pid"
    for _ in $(seq 100); do
        [ -e "/proc/$pid" ] || break
        sleep 0.1
    done
    if [ -e "/proc/$pid" ]; then
        echo "Process $pid does not end." >&2
        exit 1
    fi
    echo "Stopped the registry, process $pid."
else
    echo "The demo's registry is not running."
fi
rm -f "$pidfile"
