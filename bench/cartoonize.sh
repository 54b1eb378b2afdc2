#!/usr/bin/env bash
# Times of `katong cartoonize`, split by stage: medians over several whole processes ("cold"), and over the pictures of one
# process after its first ("warm").
# Faces are found while the background network runs, so they are not part of any sum.
# "rest" is what the other stages do not cover: the start of the JVM and of the command, and the end.
# "to-first-network" is rest, decode, load and fit: at most so long after the start the networks begin.
# usage: bench/cartoonize.sh PHOTO STYLE [RUNS]
set -euo pipefail

photo=$1 style=$2 runs=${3:-9}
katong=$(cd "$(dirname "$0")/.." && pwd)/katong
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Reads a line of JSON, prints "figure milliseconds" lines; wall is the time of the whole in milliseconds, 0 for the sum.
figures() {
  sed 's/.*"millis":{\([^}]*\)}.*/\1/' | tr -d '"' | tr ',' '\n' |
    awk -F: -v wall="$1" '
      { print $1, $2 }
      $1 != "faces" { sum += $2 }
      $1 == "background" || $1 == "heads" { network += $2 }
      $1 == "decode" || $1 == "load" || $1 == "fit" { before += $2 }
      END {
        if (wall == 0) wall = sum
        print "wall", wall
        print "rest", wall - sum
        print "to-first-network", wall - sum + before
        print "not-network-percent", 100 * (wall - network) / wall
      }'
}

medians() {
  echo "$1"
  for figure in wall rest decode load fit faces background heads composite encode to-first-network not-network-percent; do
    awk -v figure="$figure" '$1 == figure { print $2 }' "$2" | sort -n |
      awk -v figure="$figure" '{ v[NR] = $1 } END { if (NR) printf "  %-20s %8.1f\n", figure, v[int((NR + 1) / 2)] }'
  done
}

for i in $(seq 0 "$runs"); do
  begin=$(date +%s%N)
  line=$("$katong" cartoonize "$photo" -o "$out/cartoon.png" --style "$style" --json)
  end=$(date +%s%N)
  # The first run warms the file cache and is not counted.
  if [ "$i" -gt 0 ]; then
    echo "$line" | figures "$(((end - begin) / 1000000))" >>"$out/cold"
  fi
done
medians "cold: $runs processes, $style, $(basename "$photo"), ms" "$out/cold"

for i in $(seq 0 "$runs"); do
  cp "$photo" "$out/$i.${photo##*.}"
done
"$katong" cartoonize "$out"/[0-9]*."${photo##*.}" -o "$out/many" --style "$style" --json | tail -n +2 |
  while read -r line; do echo "$line" | figures 0 >>"$out/warm"; done
medians "warm: $runs pictures of one process, ms" "$out/warm"
