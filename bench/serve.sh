#!/usr/bin/env bash
# How much of the engine's speed reaches clients of the service: pictures by second, median and 99th percentile at 1, 4, 16 and
# 64 clients, beside the bare engine, which draws decoded photos in a loop. The bare engine runs before and after.
# usage: bench/serve.sh STYLE RESOLUTION SECONDS PHOTO...
set -euo pipefail

style=$1 resolution=$2 seconds=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-7899}
log=${LOG:-/dev/null}
source "$here/service.sh"
trap stop_service EXIT

bare() {
  "$java" -cp "$jar" "$here/src/main/java/dev/katong/bench/Bare.java" "$style" "$resolution" "$seconds" "$@"
}

bare "$@"
start_service --preload "$style" --queue 64
for clients in 1 4 16 64; do
  "$java" "$here/src/main/java/dev/katong/bench/Load.java" "$url" "$style" "$resolution" "$clients" "$seconds" "$@"
  echo "  resident $(megabytes VmRSS)"
done
stop_service
bare "$@"
