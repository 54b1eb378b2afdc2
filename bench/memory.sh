#!/usr/bin/env bash
# Memory and time by size of photo and budget: what was predicted, what the kernel counted, what tiles cost.
# Enlarges PHOTO to each number of megapixels, draws it, and prints a line of a table (MB are 1,048,576 bytes). "networks"
# is the measured peak without the two picture buffers, 3 bytes for each pixel of photo and cartoon.
# usage: bench/memory.sh PHOTO STYLE "MEGAPIXELS..." "MEMORY..." [plain|photo|network]
# such as: bench/memory.sh photo.jpg anime "0.5 2 12 48 100" "512m 1g" network
set -euo pipefail

photo=$1 style=$2 sizes=$3 budgets=$4 detail=${5:-network}
katong=$(cd "$(dirname "$0")/.." && pwd)/katong
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The number (or list) behind a key in a line of JSON.
value() { grep -o "\"$1\":\(\[[^]]*\]\|[0-9.]*\)" | head -1 | cut -d: -f2; }

plan=$("$katong" cartoonize "$photo" --plan --json)
width=$(value width <<<"$plan") height=$(value height <<<"$plan")

echo "| MP | budget | tile | tiles | background, s | predicted, MB | measured, MB | error | networks, MB |"
echo "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for size in $sizes; do
  long=$(awk -v w="$width" -v h="$height" -v mp="$size" \
    'BEGIN { m = w > h ? w : h; printf "%d", m * sqrt(mp * 1e6 / (w * h)) }')
  "$katong" cartoonize "$photo" -o "$out/photo.jpg" --style comic --strength 0 --faces off --resolution "$long" 2>/dev/null
  for budget in $budgets; do
    line=$("$katong" cartoonize "$out/photo.jpg" -o "$out/cartoon.jpg" --style "$style" --detail "$detail" \
      --memory "$budget" --json) || { echo "| $size | $budget | $line |"; continue; }
    tile=$(value tile <<<"$line")
    awk -v mp="$size" -v budget="$budget" -v tile="$tile" -v tiles="$(value tiles <<<"$line")" \
      -v ms="$(value background <<<"$line")" -v w="$(value width <<<"$line")" -v h="$(value height <<<"$line")" \
      -v p="$(value predicted <<<"$line")" -v m="$(value measured <<<"$line")" 'BEGIN {
        gsub(/[][]/, "", tile); sub(/,/, "×", tile)
        printf "| %s | %s | %s | %d | %.1f | %.0f | %.0f | %+.1f %% | %.0f |\n", mp, budget, tile, tiles, ms / 1e3,
          p / 2^20, m / 2^20, (p / m - 1) * 100, (m - 6 * w * h) / 2^20 }'
  done
done
