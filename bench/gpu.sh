#!/usr/bin/env bash
# Fills the tables of docs/gpu.md: what a card is worth, beside the processor of the same machine and PyTorch on the same
# card. The jar must have been built with -Pgpu, or KATONG_ONNXRUNTIME name a GPU build (docs/gpu.md).
#   1. the network alone, by size and precision, cold and warm, in batches of 1, 5, 10 and 20; with memory
#   2. the same by PyTorch, where python3 has it
#   3. the whole command: 1, 5, 10 and 20 pictures of 1024 pixels, and one of 4096² in tiles, with the card's highest memory
# usage: [DEVICE=cuda] [MEMORY=2g] [SIDES="512 720 1024 2048"] [BATCHES="1 5 10 20"] [ROUNDS=20] bench/gpu.sh PHOTO STYLE
# such as: bench/gpu.sh photo.jpg anime >gpu.md
# STYLE is one that was imported or pulled, with the variant that 'katong style optimize STYLE --precision fp16' makes.
# More options for CUDA can be tried with KATONG_JAVA_OPTS=-Dkatong.cuda.options=prefer_nhwc=1
set -euo pipefail

photo=$(realpath "$1") style=$2
device=${DEVICE:-cuda} number=0
case $device in *:*) number=${device#*:} ;; esac
memory=${MEMORY:-2g} rounds=${ROUNDS:-20}
sides=${SIDES:-512 720 1024 2048} batches=${BATCHES:-1 5 10 20}
here=$(cd "$(dirname "$0")/.." && pwd)
katong=$here/katong
jar=$here/cli/target/katong.jar
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The value behind the first key of that name in lines of JSON.
value() { grep -o "\"$1\":\(\"[^\"]*\"\|[0-9.]*\)" | head -1 | cut -d: -f2- | tr -d '"'; }

# The highest memory in use on the card, in MB, while a command runs; "–" without nvidia-smi.
watch_card() {
  local log=$out/card most
  if ! command -v nvidia-smi >/dev/null; then
    "$@"
    echo "–" >"$log.most"
    return
  fi
  nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i "$number" -lms 50 >"$log" &
  local watcher=$!
  "$@"
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  most=$(sort -n "$log" | tail -1)
  echo "${most:-–}" >"$log.most"
}

echo "## The machine"
echo
echo '```text'
"$katong" doctor | grep -E '^  (system|processor|cores|memory|cards|onnxruntime|providers|device) ' || true
echo '```'

home=$("$katong" doctor --json | value path)
folder=${KATONG_HOME:-$home}/styles/$style
networks=()
for file in background.onnx fp16.onnx fp16-background.onnx; do
  if [ -f "$folder/$file" ]; then networks+=("$folder/$file"); fi
done
if [ ${#networks[@]} = 0 ]; then
  echo "there is no network in $folder; import the style, and make its fp16 variant" >&2
  exit 1
fi

echo
echo "## The network alone"
echo
echo "| on | network | size | batch | cold, ms | run, ms | a picture, ms | memory, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
# shellcheck disable=SC2086 # options are a list of words
time_networks() {
  java ${KATONG_JAVA_OPTS:-} -cp "$jar" "$here/bench/Gpu.java" "$1" "$memory" "$2" "$3" "$4" "${networks[@]}"
}
time_networks "$device" "$sides" 1 "$rounds"
time_networks "$device" 1024 "$batches" "$rounds"
time_networks cpu "$sides" 1 3
if command -v python3 >/dev/null; then
  python3 "$here/bench/gpu.py" "$sides" 1 "$rounds" "${networks[@]}" || true
  python3 "$here/bench/gpu.py" 1024 "$batches" "$rounds" "${networks[@]}" || true
fi

echo
echo "## The whole command"
echo
echo "| on | precision | pictures | size | wall, s | a picture, s | tiles | card at most, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
row() { # device, pictures, size, then the options
  local on=$1 count=$2 size=$3 i begin end
  shift 3
  rm -rf "$out/in" "$out/drawn" && mkdir -p "$out/in"
  for ((i = 0; i < count; i++)); do cp "$out/$size.jpg" "$out/in/$i.jpg"; done
  begin=$(date +%s%N)
  if ! watch_card "$katong" cartoonize "$out/in" -o "$out/drawn" --style "$style" --device "$on" --json "$@" \
    >"$out/lines" 2>"$out/errors"; then
    echo "| $on | $(head -1 "$out/errors" "$out/lines" | tr '\n|' '  ') |"
    return
  fi
  end=$(date +%s%N)
  awk -v on="$on" -v precision="$(value precision <"$out/lines")" -v n="$count" -v size="$size" -v ns=$((end - begin)) \
    -v tiles="$(value tiles <"$out/lines")" -v most="$(cat "$out/card.most")" 'BEGIN {
      printf "| %s | %s | %d | %s² | %.2f | %.2f | %s | %s |\n", on, precision, n, size, ns / 1e9, ns / 1e9 / n, tiles, most }'
}
for size in 1024 4096; do
  "$katong" cartoonize "$photo" -o "$out/$size.jpg" --style comic --strength 0 --faces off --device cpu \
    --resolution "$size" 2>/dev/null
done
for on in "$device" cpu; do
  for count in $batches; do row "$on" "$count" 1024 --detail network; done
  row "$on" 1 4096 --detail network --memory 2g
done
