#!/usr/bin/env bash
# How busy the networks are while `katong cartoonize` draws a folder, and what the overlap of neighbouring pictures is worth.
# "networks" is the time in which a picture had its turn at the networks (background and heads of all lines of --json); the share is of the time from the
# first picture's turn to the last one's end, without the start of the process.
# usage: bench/folder.sh FOLDER STYLE [FORMAT]
set -euo pipefail

folder=$1 style=$2 format=${3:-png}
katong=$(cd "$(dirname "$0")/.." && pwd)/katong
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The sum of some stages over all lines, in milliseconds.
sum() {
  grep -o "\"\($1\)\":[0-9.]*" "$out/lines" | awk -F: '{ s += $2 } END { printf "%.0f\n", s }'
}

"$katong" cartoonize "$folder" -o "$out/warm" --style "$style" --format "$format" --json >/dev/null
begin=$(date +%s%N)
"$katong" cartoonize "$folder" -o "$out/many" --style "$style" --format "$format" --json >"$out/lines"
end=$(date +%s%N)
wall=$(((end - begin) / 1000000))
begin=$(date +%s%N)
"$katong" --version >/dev/null
end=$(date +%s%N)
start=$(((end - begin) / 1000000))
pictures=$(wc -l <"$out/lines")
networks=$(sum 'background\|heads')
beside=$(sum 'decode\|composite\|encode')
echo "$pictures pictures, $style, $format: $wall ms, $((wall / pictures)) ms each"
echo "networks  $networks ms"
echo "beside    $beside ms of decoding, finishing and encoding, which a serial run would add"
awk -v n="$networks" -v w="$wall" -v s="$start" 'BEGIN { printf "busy      %.1f %% of all, %.1f %% without the start of the process\n", 100 * n / w, 100 * n / (w - s) }'
