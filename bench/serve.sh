#!/usr/bin/env bash
# How much of the engine's speed reaches clients of the service: pictures by second, median and 99th percentile at 1, 4, 16 and
# 64 clients, beside the bare engine, which draws decoded photos in a loop. The bare engine runs before and after.
# usage: bench/serve.sh STYLE RESOLUTION SECONDS PHOTO...
set -euo pipefail

style=$1 resolution=$2 seconds=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../cli/target/katong.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${PORT:-7899}
export ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=1
export GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1

bare() {
  "$java" -cp "$jar" "$here/Bare.java" "$style" "$resolution" "$seconds" "$@"
}

bare "$@"
"$java" -XX:+UseSerialGC -Xms32m -jar "$jar" serve --port "$port" --preload "$style" --queue 64 >"${LOG:-/dev/null}" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null' EXIT
until curl -sf "http://127.0.0.1:$port/actuator/health/readiness" >/dev/null; do sleep 0.2; done
for clients in 1 4 16 64; do
  "$java" "$here/Load.java" "http://127.0.0.1:$port" "$style" "$resolution" "$clients" "$seconds" "$@"
  awk '/VmRSS/ { printf "  resident %.0f MB\n", $2 / 1000 }' "/proc/$service/status"
done
kill $service
wait $service || true
trap - EXIT
bare "$@"
