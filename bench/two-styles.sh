#!/usr/bin/env bash
# What two styles cost that have to share a budget: asks a service for pictures in both by turns, once with MEMORY and once with ample memory,
# and prints the median time of a picture, loads and unloads, the resident memory, and whether both drew the same pixels.
# `katong cartoonize PHOTO --style STYLE --plan --json` tells what the networks take with one style; half of another one's file more is a budget that holds
# one and a half.
# usage: bench/two-styles.sh MEMORY STYLE OTHER_STYLE PHOTO [COUNT]
set -euo pipefail

memory=$1 styles=("$2" "$3") photo=$4 count=${5:-20}
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-7895}
work=$(mktemp -d)
log=$work/log
source "$here/service.sh"
trap 'stop_service; rm -rf "$work"' EXIT

by_turns() {
  start_service --memory "$1"
  : >"$work/times"
  for ((i = 0; i < count; i++)); do
    curl -sf -o "$work/$2-$((i % 2)).png" -w '%{time_total}\n' -F "image=@$photo" -F "style=${styles[$((i % 2))]}" "$url/api/v1/cartoonize" >>"$work/times"
  done
  printf '%s: median %.0f ms, %s loads, %s unloads, at most %s resident\n' "$1" \
    "$(sort -n "$work/times" | awk '{ t[NR] = $1 } END { print 1000 * t[int((NR + 1) / 2)] }')" \
    "$(metric katong_styles_loads)" "$(metric katong_styles_unloads)" "$(megabytes VmHWM)"
  stop_service
}

by_turns "$memory" small
by_turns 2g ample
for i in 0 1; do
  cmp -s "$work/small-$i.png" "$work/ample-$i.png" && echo "${styles[$i]}: the same file" || echo "${styles[$i]}: files differ"
done
