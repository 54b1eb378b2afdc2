#!/usr/bin/env bash
# Does a service's memory stay flat under mixed work, and do two styles share a budget that holds one and a half of them?
# Asks for single pictures in turns of style, size and format, for jobs of many, for pictures that it refuses, and hangs up on some
# requests; prints the resident memory, the styles loaded and what was drawn, every tenth of the time.
# usage: bench/service-soak.sh MINUTES MEMORY STYLE OTHER_STYLE PHOTO...
set -euo pipefail

minutes=$1 memory=$2 style=$3 other=$4
shift 4
photos=("$@")
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-7896}
work=$(mktemp -d)
log=$work/log
source "$here/service.sh"

cleanup() {
  touch "$work/end"
  stop_service
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

start_service --memory "$memory" --idle 300s

count() { echo "$1" >>"$work/answers"; }

# Single pictures, one after the other, in turns.
singles() {
  local i=0 formats=(png jpg webp) sizes=(512 1024 768 1536) styles=("$style" "$other" "$style")
  while [ ! -e "$work/end" ]; do
    i=$((i + 1))
    count "$(curl -s -o /dev/null -w '%{http_code}' -F "image=@${photos[$((i % ${#photos[@]}))]}" -F "style=${styles[$((i % 3))]}" \
      -F "resolution=${sizes[$((i % 4))]}" -F "output_format=${formats[$((i % 3))]}" -F "tone=0.$((i % 9))" \
      "$url/api/v1/cartoonize")"
  done
}

# Jobs, each fetched as a zip when it is done.
jobs_of_many() {
  while [ ! -e "$work/end" ]; do
    local forms=() id
    for photo in "${photos[@]:0:6}"; do forms+=(-F "images=@$photo"); done
    id=$(curl -s "${forms[@]}" -F "style=$style" -F resolution=512 -F output_format=jpg "$url/api/v1/jobs" |
      sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
    while [ -n "$id" ] && [ ! -e "$work/end" ] && curl -s "$url/api/v1/jobs/$id" | grep -q '"state":"\(waiting\|running\)"'; do sleep 1; done
    [ -z "$id" ] || count "job $(curl -s -o "$work/zip" -w '%{http_code}' "$url/api/v1/jobs/$id/zip")"
    [ -z "$id" ] || curl -s -X DELETE "$url/api/v1/jobs/$id" >/dev/null
    sleep 5
  done
}

# What a service should refuse, and clients that hang up.
nuisances() {
  head -c 20000 "${photos[0]}" >"$work/truncated.jpg"
  echo text >"$work/text.jpg"
  while [ ! -e "$work/end" ]; do
    for bad in truncated text; do
      count "bad $(curl -s -o /dev/null -w '%{http_code}' -F "image=@$work/$bad.jpg" "$url/api/v1/cartoonize")"
    done
    curl -s -m 0.3 -o /dev/null -F "image=@${photos[0]}" -F "style=$other" "$url/api/v1/cartoonize" || count "hung up"
    sleep 3
  done
}

: >"$work/answers"
singles &
singles &
jobs_of_many &
nuisances &

for tenth in 1 2 3 4 5 6 7 8 9 10; do
  sleep $((minutes * 6))
  printf '%s of %s min  resident %s  styles %s  loads %s  unloads %s  pictures %s  answers: %s\n' "$(awk "BEGIN { print $tenth * $minutes / 10 }")" "$minutes" "$(megabytes VmRSS)" \
    "$(metric katong_styles_loaded)" \
    "$(metric katong_styles_loads)" "$(metric katong_styles_unloads)" "$(metric katong_pictures_total)" \
    "$(sort "$work/answers" | uniq -c | awk '{ n = $1; $1 = ""; printf "%s:%d,", $0, n }')"
done
