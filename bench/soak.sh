#!/usr/bin/env bash
# Resident memory of one process over many pictures: does it stay flat?
# Draws the photos of a folder again and again, each of them at most SIDE pixels a side (few of them save time; with more than the
# style's working size the photo's detail is added too), and prints the resident memory (MB) after every tenth of the run.
# usage: bench/soak.sh FOLDER STYLE [COUNT [SIDE]]
set -euo pipefail

folder=$1 style=$2 count=${3:-1000} side=${4:-480}
katong=$(cd "$(dirname "$0")/.." && pwd)/katong
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

"$katong" cartoonize "$folder" -o "$out/photos" --style comic --strength 0 --faces off --resolution "$side" --format jpg \
  2>/dev/null || true
mapfile -t photos < <(find "$out/photos" -name '*.jpg' | sort)
list=()
for ((i = 0; i < count; i++)); do
  list+=("${photos[$((i % ${#photos[@]}))]}")
done

: >"$out/lines"
"$katong" cartoonize "${list[@]}" -o "$out/cartoons" --style "$style" --resolution "$side" --format jpg --json >"$out/lines" &
pid=$!
next=1
while kill -0 "$pid" 2>/dev/null; do
  done=$(wc -l <"$out/lines")
  if ((done * 10 >= next * count)); then
    awk -v done="$done" '/VmRSS/ { printf "%5d pictures %6.0f MB\n", done, $2 / 1000 }' "/proc/$pid/status" 2>/dev/null || true
    next=$((done * 10 / count + 1))
  fi
  sleep 0.2
done
wait "$pid"
echo "finished: $(wc -l <"$out/lines") lines, $(grep -c '"error"' "$out/lines" || true) failures"
