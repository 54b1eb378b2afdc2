#!/usr/bin/env bash
# Fills the tables of docs/gpu.md: what a card is worth, beside the processor of the same machine and PyTorch on the same
# card. The jar must have been built with -Pgpu, or KATONG_ONNXRUNTIME name a GPU build (docs/gpu.md). What matters most
# comes first, and each row is printed as soon as it is known: a run that is cut off is of use.
#   1. the trial of the device, and whether it draws the processor's picture
#   2. the network alone, by size, precision and batch, cold and warm; what it takes of the card's memory and gives back
#   3. the whole command: folders of pictures of 1024 pixels, and one of 4096² in tiles, with the card's highest memory
#   4. CUDA's options, one after the other; the network by PyTorch, where python3 has it
#   5. the processor, for fewer sizes
# Half precision is the network in arithmetic of 16 bits, which 'style optimize' does not write: it is made here, and used
# in a folder of Katong's of its own.
# usage: [DEVICE=cuda] [MEMORY=2g] [SIDES="512 720 1024 2048"] [BATCHES="5 10 20"] [PICTURES="1 5 20 100"] [ROUNDS=30]
#   [OPTIONS="- prefer_nhwc=1 ..."] [CPU_SIDES="512 1024"] [CPU_PICTURES="1 5"] bench/gpu.sh PHOTO STYLE
# such as: bench/gpu.sh photo.jpg anime >gpu.md
# STYLE is one that was imported or pulled, with the variant that 'katong style optimize STYLE --precision fp16' makes.
set -uo pipefail
export LC_ALL=C.UTF-8

photo=$(realpath "$1") style=$2
device=${DEVICE:-cuda} number=0
case $device in *:*) number=${device#*:} ;; esac
memory=${MEMORY:-2g} rounds=${ROUNDS:-30}
sides=${SIDES:-512 720 1024 2048} batches=${BATCHES:-5 10 20} pictures=${PICTURES:-1 5 20 100}
cpu_sides=${CPU_SIDES:-512 1024} cpu_pictures=${CPU_PICTURES:-1 5}
search=cudnn_conv_algo_search workspace=cudnn_conv_use_max_workspace
tried="- $workspace=1 $search=EXHAUSTIVE $search=EXHAUSTIVE,$workspace=1 $search=DEFAULT prefer_nhwc=1"
tried=${OPTIONS:-$tried prefer_nhwc=1,$search=EXHAUSTIVE,$workspace=1 use_tf32=0}
here=$(cd "$(dirname "$0")/.." && pwd)
katong=$here/katong
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# As the launcher has it: beside it in an image, else where Maven puts it.
jar=$here/katong.jar
[ -f "$jar" ] || jar=$here/cli/target/katong.jar
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# A program of this module; as a class file where it has been built, for runtimes without a compiler.
# shellcheck disable=SC2086 # options are a list of words
program() {
  local name=$1 native=--enable-native-access=ALL-UNNAMED
  shift
  if [ -f "$here/bench/target/classes/dev/katong/bench/$name.class" ]; then
    "$java" $native ${KATONG_JAVA_OPTS:-} -cp "$jar:$here/bench/target/classes" "dev.katong.bench.$name" "$@"
  else
    "$java" $native ${KATONG_JAVA_OPTS:-} -cp "$jar" "$here/bench/src/main/java/dev/katong/bench/$name.java" "$@"
  fi
}

# The value behind the first key of that name in lines of JSON.
value() { grep -o "\"$1\":\(\"[^\"]*\"\|[0-9.]*\)" | head -1 | cut -d: -f2- | tr -d '"'; }

# In one line, and without what would end a cell.
line() { tr '\n|' '  ' | cut -c1-300; }

# The highest memory in use on the card, in MB, while a command runs; "–" without nvidia-smi.
watch_card() {
  local log=$out/card most status
  echo "–" >"$log.most"
  if ! command -v nvidia-smi >/dev/null; then
    "$@"
    return
  fi
  nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i "$number" -lms 50 >"$log" 2>/dev/null &
  local watcher=$!
  "$@"
  status=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  most=$(grep -E '^[0-9]+$' "$log" | sort -n | tail -1)
  echo "${most:-–}" >"$log.most"
  return $status
}

echo "## The machine"
echo
echo '```text'
"$katong" doctor | grep -E '^  (system|processor|cores|memory|cards|onnxruntime|providers|device) ' || true
echo '```'
echo
program Gpu "$device" 2>&1 || exit 1

home=$("$katong" doctor --json | value path)
home=${KATONG_HOME:-$home}
folder=$home/styles/$style
# One network may draw frames and heads.
own=network.onnx
[ -f "$folder/$own" ] || own=background.onnx
if [ ! -f "$folder/$own" ] || [ ! -f "$folder/fp16.onnx" ]; then
  echo "there is no $own or no fp16.onnx in $folder; import the style, and make its fp16 variant" >&2
  exit 1
fi
# The same folder with the variant's network in arithmetic of 16 bits.
export KATONG_HOME=$out/home
mkdir -p "$KATONG_HOME/styles"
cp -r "$folder" "$KATONG_HOME/styles/"
[ ! -d "$home/faces" ] || cp -r "$home/faces" "$KATONG_HOME/"
half=$KATONG_HOME/styles/$style/fp16.onnx
stored=$(sha256sum <"$half" | cut -d' ' -f1)
program Half "$folder/$own" "$half" || exit 1
sed -i "s/$stored/$(sha256sum <"$half" | cut -d' ' -f1)/" "$KATONG_HOME/styles/$style/style.json"
full=$KATONG_HOME/styles/$style/$own

for size in 1024 4096; do
  "$katong" cartoonize "$photo" -o "$out/$size.jpg" --style comic --strength 0 --faces off --device cpu \
    --resolution "$size" 2>&1
done

echo
echo "## The same picture"
echo
echo "| one | other | differ by |"
echo "| --- | --- | --- |"
draw() { # name, device, precision, CUDA's options
  [ -s "$out/$1.png" ] || KATONG_JAVA_OPTS="${KATONG_JAVA_OPTS:-}${4:+ -Dkatong.cuda.options=$4}" "$katong" cartoonize \
    "$out/1024.jpg" -o "$out/$1.png" --style "$style" --device "$2" --precision "$3" >"$out/errors" 2>&1
}
differ() { # two names, then what one of them takes to draw
  echo "| $1 | $2 | $(if draw "${@:3}"; then program Difference "$out/$1.png" "$out/$2.png" 2>&1; else line <"$out/errors"; fi) |"
}
draw cpu-fp32 cpu fp32
differ cpu-fp32 "$device-fp32" "$device-fp32" "$device" fp32
differ cpu-fp32 "$device-fp32-without-TF32" "$device-fp32-without-TF32" "$device" fp32 use_tf32=0
differ cpu-fp32 "$device-fp16" "$device-fp16" "$device" fp16

echo
echo "## The network alone"
echo
echo "| on | network | size | batch | cold, ms | run, ms | a picture, ms | kept, MB | given back, MB | closed, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
# Memory is not bounded here, but for what all of a batch may take.
program Gpu "$device" 16g "$sides" 1 "$rounds" - "$full" "$half" 2>&1
program Gpu "$device" 16g 1024 "$batches" "$rounds" - "$full" "$half" 2>&1

echo
echo "## The whole command"
echo
echo "| on | precision | pictures | size | wall, s | a picture, s | tiles | card at most, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
row() { # device, precision, pictures, size, then the options
  local on=$1 precision=$2 count=$3 size=$4 i begin end
  shift 4
  rm -rf "$out/in" "$out/drawn" && mkdir -p "$out/in"
  for ((i = 0; i < count; i++)); do cp "$out/$size.jpg" "$out/in/$i.jpg"; done
  begin=$(date +%s%N)
  if ! watch_card "$katong" cartoonize "$out/in" -o "$out/drawn" --style "$style" --device "$on" --detail network \
    --precision "$precision" --json "$@" >"$out/lines" 2>"$out/errors"; then
    echo "| ${label:-$on} | $precision | $count | $size | $(cat "$out/errors" "$out/lines" | line) |"
    return
  fi
  end=$(date +%s%N)
  awk -v on="${label:-$on}" -v precision="$(value precision <"$out/lines")" -v n="$count" -v size="$size" -v ns=$((end - begin)) \
    -v tiles="$(value tiles <"$out/lines")" -v most="$(cat "$out/card.most")" 'BEGIN {
      printf "| %s | %s | %d | %s | %.2f | %.3f | %s | %s |\n", on, precision, n, size, ns / 1e9, ns / 1e9 / n, tiles, most }'
}
for precision in fp32 fp16; do
  # The first use of a network on a device measures its memory.
  label="$device, first use" row "$device" "$precision" 1 1024
  for count in $pictures; do row "$device" "$precision" "$count" 1024; done
  row "$device" "$precision" 1 4096 --memory "$memory"
done
echo
echo "Where the time of the last picture went, in ms: $(grep -o '"millis":{[^}]*}' "$out/lines" | tail -1)"

echo
echo "## CUDA's options, at 1024²"
echo
echo "| on | network | size | batch | options | cold, ms | run, ms | a picture, ms | kept, MB | given back, MB | closed, MB |"
echo "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
[ "${device%%:*}" != cuda ] || program Gpu "$device" 16g 1024 1 "$rounds" "$tried" "$full" "$half" 2>&1

echo
echo "## PyTorch"
echo
echo "| on | network | size | batch | cold, ms | run, ms | a picture, ms | reserved, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
if command -v python3 >/dev/null; then
  python3 "$here/bench/gpu.py" "$sides" 1 "$rounds" "$full" "$half" 2>&1
  python3 "$here/bench/gpu.py" 1024 "$batches" "$rounds" "$full" "$half" 2>&1
fi

echo
echo "## The processor of the same machine"
echo
echo "| on | network | size | batch | cold, ms | run, ms | a picture, ms | | | |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |"
program Gpu cpu "$memory" "$cpu_sides" 1 3 - "$full" 2>&1
echo
echo "| on | precision | pictures | size | wall, s | a picture, s | tiles | card at most, MB |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
for count in $cpu_pictures; do row cpu fp32 "$count" 1024; done
row cpu fp32 1 4096 --memory "$memory"
