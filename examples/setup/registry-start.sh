#!/bin/bash
# Starts Kiln's embedded registry in the background, unless something listens at that address already. It stays until
# demo-stop.sh (make demo-stop).
#
#   registry-start.sh HOST:PORT STATE-DIRECTORY    keeps registry.pid, registry.log and registry/ there
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
address=$1
state=$2

answers() { curl --silent --output /dev/null --max-time 5 "http://$address/v2/"; }
listens() { (exec 3<>"/dev/tcp/${address%:*}/${address##*:}") 2>/dev/null; }

if listens; then
    if ! answers; then
        echo "Something listens at $address, but it is no registry: stop it, or use another address." >&2
        exit 3
    fi
    echo "A registry listens at $address already."
    exit 0
fi

mkdir -p "$state"
# A session of its own: neither Ctrl-C nor the end of this terminal ends it.
setsid "${KILN:-$root/kiln}" registry serve --listen "$address" --storage "$state/registry" \
    >"$state/registry.log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$state/registry.pid"
for _ in $(seq 150); do
    if listens && answers; then
        echo "Started kiln registry serve --listen $address, process $pid; make demo-stop ends it."
        exit 0
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
        break
    fi
    sleep 0.2
done
echo "The registry did not start:" >&2
tail -n 20 "$state/registry.log" >&2
kill "$pid" 2>/dev/null || true
rm -f "$state/registry.pid"
exit 3
