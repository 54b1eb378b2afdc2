#!/usr/bin/env bash
# Attacks a service that has keys and a small heap, on this machine only, and tells what others notice of it: a row of a Markdown table for
# each attack, with what was answered, a friendly client's latency, the slowest probe, heap and resident memory at most, and what is left behind.
# usage: bench/attacks.sh [ATTACK...]             one after the other, for SECONDS_EACH seconds each; without names, all of Attacks.java
#        MINUTES=30 bench/attacks.sh mixed        hostile clients of all kinds beside friendly ones
# HEAP, SECONDS_EACH, PORT, PHOTO, OPTIONS for `katong serve` and LAUNCHER instead of ./katong may be set. A service that an attack ended is started again.
# The clients, friendly and hostile, have the last processor core to themselves, and the service the others: what is measured is the service's work alone.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
log=${LOG:-$work/log}
port=${PORT:-7895}
heap=${HEAP:-512m}
seconds=${SECONDS_EACH:-20}
export PHOTO=${PHOTO:-$here/../docs/images/portrait.jpg}
export FRIEND_KEY=friend-0123456789abcdef HOSTILE_KEY=hostile-0123456789abcdef ADMIN_KEY=admin-0123456789abcdef
url=http://127.0.0.1:$port
service=

cleanup() {
  stop
  rm -rf "$work"
}
trap cleanup EXIT

cat >"$work/katong.yaml" <<EOF
katong:
  keys:
    friend: $FRIEND_KEY
    hostile: $HOSTILE_KEY
  admins:
    admin: $ADMIN_KEY
EOF

cores=$(nproc)
service_cores=() client_cores=()
if [ "$cores" -gt 1 ] && command -v taskset >/dev/null; then
  service_cores=(taskset -c "0-$((cores - 2))")
  client_cores=(taskset -c "$((cores - 1))")
fi

start() {
  [ -z "$service" ] || ! kill -0 "$service" 2>/dev/null || return 0
  mkdir -p "$work/home" "$work/tmp"
  # shellcheck disable=SC2086 # options are a list of words
  KATONG_HOME=$work/home KATONG_JAVA_OPTS="-Xmx$heap -Djava.io.tmpdir=$work/tmp" "${service_cores[@]}" "${LAUNCHER:-$here/../katong}" serve --host 127.0.0.1 --port "$port" \
    --config "$work/katong.yaml" --preload 3d ${OPTIONS:-} >>"$log" 2>&1 &
  service=$!
  until curl -sf "$url/actuator/health/readiness" >/dev/null; do
    kill -0 "$service" || { tail "$log"; exit 1; }
    sleep 0.5
  done
}

stop() {
  [ -n "$service" ] || return 0
  kill "$service" 2>/dev/null || true
  for _ in $(seq 60); do kill -0 "$service" 2>/dev/null || break; sleep 0.5; done
  kill -9 "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  service=
}

"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -d "$work/classes" "$here/src/main/java/dev/katong/bench/Attacks.java"
attack() { "${client_cores[@]}" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -cp "$work/classes" dev.katong.bench.Attacks "$@"; }

if [ "${1:-}" = mixed ]; then
  start
  attack "$port" "$service" "$work/home" "$work/tmp" "$PHOTO" "$((${MINUTES:-30} * 60))" mixed
  exit
fi

[ $# -gt 0 ] || mapfile -t all < <(attack list "$PHOTO")
[ $# -gt 0 ] || set -- "${all[@]}"
echo "| attack | answers | friend: answered, sent away, failed; median, 95th percentile | slowest probe; heap; resident | afterwards | |"
echo "| --- | --- | --- | --- | --- | --- |"
for name in "$@"; do
  start
  attack "$port" "$service" "$work/home" "$work/tmp" "$PHOTO" "$seconds" "$name"
  # One that no longer answers is of no use for the next attack.
  curl -sf -m 10 "$url/actuator/health/readiness" >/dev/null || stop
done
