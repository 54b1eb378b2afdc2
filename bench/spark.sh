#!/usr/bin/env bash
# What Spark costs: draws a folder by the command and by the job with local[SLOTS], half of it and all of it, and prints wall time, CPU seconds and the most
# resident memory of each process. The difference of the two runs is the work without the start.
# usage: SPARK_HOME=FOLDER bench/spark.sh FOLDER STYLE [SLOTS] [MORE ARGUMENTS OF THE JOB]; after ./mvnw -DskipTests -pl spark -am package
set -euo pipefail

folder=$1 style=$2 slots=${3:-2}
shift $(($# < 3 ? $# : 3))
here=$(cd "$(dirname "$0")/.." && pwd)
katong=${KATONG:-$here/katong}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mkdir "$out/half"
i=0
for photo in "$folder"/*; do
  i=$((i + 1))
  if [ $((i % 2)) = 0 ]; then ln -s "$(realpath "$photo")" "$out/half/"; fi
done

# Runs a command; prints its times, and the most resident memory of its process.
measure() {
  local name=$1 begin end pid peak=0 now
  shift
  begin=$(date +%s%N)
  "$@" >"$out/log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null || true)
    peak=${now:-$peak}
    { read -r -a stat <"/proc/$pid/stat"; } 2>/dev/null || true
    sleep 0.05
  done
  wait "$pid" || cat "$out/log"
  end=$(date +%s%N)
  echo "$name: $(((end - begin) / 1000000)) ms, CPU $(((stat[13] + stat[14]) * 1000 / $(getconf CLK_TCK))) ms, $peak MB"
  grep "^katong:" "$out/log" || true
}

for photos in "$out/half" "$folder"; do
  name="$(find -L "$photos" -type f | wc -l) photos"
  measure "$name, command" "$katong" cartoonize "$photos" -o "$out/command-$(basename "$photos")" --style "$style" --format jpg --memory 300m
  measure "$name, local[$slots]" "$SPARK_HOME/bin/spark-submit" --master "local[$slots]" --conf spark.ui.enabled=false \
    "$here/spark/target/katong-spark.jar" --input "$photos" --output "$out/spark-$(basename "$photos")" --style "$style" --memory 300m \
    --max-pixels 24m "$@"
done
