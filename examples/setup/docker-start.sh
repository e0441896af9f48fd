#!/bin/bash
# Starts a Docker Engine in the background, unless the docker command finds one that answers. It has a place of its own
# and stays until demo-stop.sh (make demo-stop).
#
#   docker-start.sh STATE-DIRECTORY [own]    keeps docker.pid, docker.log, docker.host and docker/ there
#
# With "own", another one that answers does not count, and containers have a network: the engine changes this machine's
# firewall for that.
set -euo pipefail
state=$1
network=(--bridge=none --iptables=false --ip6tables=false --ip-forward=false)
own=${2:-}
[ "$own" != own ] || network=()
mkdir -p "$state"
state=$(cd "$state" && pwd)
docker=$(PATH=/usr/bin:$PATH command -v docker)

answers() { "$docker" "$@" version >/dev/null 2>&1; }

if [ -e "$state/docker.host" ] && answers --host "$(cat "$state/docker.host")"; then
    echo "The demo's Docker Engine listens at $(cat "$state/docker.host") already."
    exit 0
fi
rm -f "$state/docker.host"
if [ "$own" != own ] && answers; then
    echo "A Docker Engine answers already: $("$docker" version --format '{{.Server.Version}}')."
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "No Docker Engine answers, and only root can start one: systemctl start docker." >&2
    exit 3
fi

# The path of a socket has room for 107 bytes.
host=unix:///run/kiln-demo-docker-$$.sock
# A session of its own: neither Ctrl-C nor the end of this terminal ends it.
PATH=/usr/sbin:$PATH setsid dockerd --host="$host" --data-root="$state/docker" --exec-root="/run/kiln-demo-docker-$$" \
    --pidfile="$state/docker.pid" "${network[@]}" \
    >"$state/docker.log" 2>&1 </dev/null &
pid=$!
for _ in $(seq 150); do
    if answers --host "$host"; then
        echo "$host" >"$state/docker.host"
        echo "Started dockerd at $host, process $pid; make demo-stop ends it."
        exit 0
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
        break
    fi
    sleep 0.2
done
echo "The Docker Engine did not start:" >&2
tail -n 20 "$state/docker.log" >&2
kill "$pid" 2>/dev/null || true
exit 3
