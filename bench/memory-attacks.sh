#!/usr/bin/env bash
# Does a service with a heap of 512 MB outlive attacks on its memory, and what do others notice meanwhile?
# Against ./katong serve, each with a service of its own: no attack; 4 clients that send jobs of 999 photos of 250 KB each, one
# after the other; 32 clients that send PNGs of 21 MB, one after the other. Prints the peaks of heap and of resident memory, the
# answers to a friendly client that sends PHOTO once a second, their median and slowest time, and the answers to the attackers.
# usage: bench/memory-attacks.sh SECONDS PHOTO [none|jobs|pngs ...]
set -euo pipefail

seconds=$1 photo=$2
shift 2
here=$(cd "$(dirname "$0")/.." && pwd)
port=${PORT:-7897}
work=$(mktemp -d)
service=

cleanup() {
  [ -z "$service" ] || kill "$service" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

for attack in "${@:-none}"; do
  export KATONG_HOME=$work/$attack KATONG_JAVA_OPTS=${KATONG_JAVA_OPTS:--Xmx512m}
  "$here/katong" serve --port "$port" --preload 3d >"$work/log" 2>&1 &
  service=$!
  until curl -sf "http://127.0.0.1:$port/actuator/health/readiness" >/dev/null; do
    kill -0 "$service" || { cat "$work/log"; exit 1; }
    sleep 0.5
  done
  java -Xmx1g "$here/bench/MemoryAttacks.java" "$attack" "http://127.0.0.1:$port" "$photo" "$seconds"
  if kill -0 "$service" 2>/dev/null; then
    awk '$1 == "VmHWM:" || $1 == "VmRSS:" { printf "  %s %.0f MB", $1, $2 / 1000 }' "/proc/$service/status"
    echo "; alive: $(curl -s -m 10 "http://127.0.0.1:$port/actuator/health/liveness")"
    # What attackers left is not waited for.
    kill -KILL "$service"
  else
    echo "  the service has ended"
  fi
  wait "$service" 2>/dev/null || true
  service=
  rm -rf "$KATONG_HOME"
done
