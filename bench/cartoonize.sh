#!/usr/bin/env bash
# Whole-process times of `katong cartoonize`, split by stage: medians over several runs of the built program.
# Faces are found while the background network runs, so they are not part of the sum.
# "rest" is what the other stages do not cover: the start of the JVM and of the command, and the end.
# "to-first-network" is rest, decode and load: at most so long after the start the networks begin.
# usage: bench/cartoonize.sh PHOTO STYLE [RUNS]
set -euo pipefail

photo=$1 style=$2 runs=${3:-9}
katong=$(cd "$(dirname "$0")/.." && pwd)/katong
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

for i in $(seq 0 "$runs"); do
  begin=$(date +%s%N)
  line=$("$katong" cartoonize "$photo" -o "$out/cartoon.png" --style "$style" --json)
  end=$(date +%s%N)
  # The first run warms the file cache and is not counted.
  if [ "$i" -gt 0 ]; then
    echo "$line" | sed 's/.*"millis":{\([^}]*\)}.*/\1/' | tr -d '"' | tr ',' '\n' |
      awk -F: -v wall="$(((end - begin) / 1000))" '
        { print $1, $2 }
        $1 != "faces" { sum += $2 }
        $1 == "background" || $1 == "heads" { network += $2 }
        $1 == "decode" || $1 == "load" { before += $2 }
        END {
          wall /= 1000
          print "wall", wall
          print "rest", wall - sum
          print "to-first-network", wall - sum + before
          print "not-network-percent", 100 * (wall - network) / wall
        }' >>"$out/times"
  fi
done

echo "$runs runs of $style on $(basename "$photo"), medians in ms"
for figure in wall rest decode load faces background heads composite encode to-first-network not-network-percent; do
  awk -v figure="$figure" '$1 == figure { print $2 }' "$out/times" | sort -n |
    awk -v figure="$figure" '{ v[NR] = $1 } END { if (NR) printf "%-20s %8.1f\n", figure, v[int((NR + 1) / 2)] }'
done
