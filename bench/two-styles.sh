#!/usr/bin/env bash
# What two styles cost that have to share a budget: asks a service for pictures in both by turns, once with MEMORY and once with ample memory,
# and prints the median time of a picture, loads and unloads, the resident memory, and whether both drew the same pixels.
# `katong cartoonize PHOTO --style STYLE --plan --json` tells what the networks take with one style; half of another one's file more is a budget that holds
# one and a half.
# usage: bench/two-styles.sh MEMORY STYLE OTHER_STYLE PHOTO [COUNT]
set -euo pipefail

memory=$1 styles=("$2" "$3") photo=$4 count=${5:-20}
here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../cli/target/katong.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${PORT:-7895}
url=http://127.0.0.1:$port
work=$(mktemp -d)
service=
export ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=1
export GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1

stop() {
  [ -z "$service" ] || kill "$service" 2>/dev/null || true
  wait 2>/dev/null || true
  service=
}
trap 'stop; rm -rf "$work"' EXIT

metric() { curl -s "$url/actuator/prometheus" | awk -v name="$1" '$1 ~ "^" name { s += $2 } END { printf "%.0f", s }'; }

by_turns() {
  "$java" -XX:+UseSerialGC -Xms32m -jar "$jar" serve --port "$port" --memory "$1" >"$work/log" 2>&1 &
  service=$!
  until curl -sf "$url/actuator/health/readiness" >/dev/null; do
    kill -0 "$service" || { cat "$work/log"; exit 1; }
    sleep 0.2
  done
  : >"$work/times"
  for ((i = 0; i < count; i++)); do
    curl -sf -o "$work/$2-$((i % 2)).png" -w '%{time_total}\n' -F "image=@$photo" -F "style=${styles[$((i % 2))]}" "$url/api/v1/cartoonize" >>"$work/times"
  done
  printf '%s: median %.0f ms, %s loads, %s unloads, ' "$1" \
    "$(sort -n "$work/times" | awk '{ t[NR] = $1 } END { print 1000 * t[int((NR + 1) / 2)] }')" "$(metric katong_styles_loads)" "$(metric katong_styles_unloads)"
  awk '/VmHWM/ { printf "at most %.0f MB resident\n", $2 / 1000 }' "/proc/$service/status"
  stop
}

by_turns "$memory" small
by_turns 2g ample
for i in 0 1; do
  cmp -s "$work/small-$i.png" "$work/ample-$i.png" && echo "${styles[$i]}: the same file" || echo "${styles[$i]}: files differ"
done
