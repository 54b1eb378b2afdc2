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
jar=$here/../cli/target/katong.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${PORT:-7896}
url=http://127.0.0.1:$port
work=$(mktemp -d)
service=
export ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=1
export GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1

cleanup() {
  touch "$work/end"
  [ -z "$service" ] || kill "$service" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

"$java" -XX:+UseSerialGC -Xms32m -jar "$jar" serve --port "$port" --memory "$memory" --idle 300s >"$work/log" 2>&1 &
service=$!
until curl -sf "$url/actuator/health/readiness" >/dev/null; do
  kill -0 "$service" || { cat "$work/log"; exit 1; }
  sleep 0.2
done

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

metric() { curl -s "$url/actuator/prometheus" | awk -v name="$1" '$1 ~ "^" name { s += $2 } END { printf "%.0f", s }'; }

for tenth in 1 2 3 4 5 6 7 8 9 10; do
  sleep $((minutes * 6))
  awk -v t="$tenth" -v m="$minutes" '/VmRSS/ { printf "%4.1f min  resident %.0f MB  ", t * m / 10, $2 / 1000 }' "/proc/$service/status"
  printf 'styles %s  loads %s  unloads %s  pictures %s  answers: %s\n' "$(metric katong_styles_loaded)" \
    "$(metric katong_styles_loads)" "$(metric katong_styles_unloads)" "$(metric katong_pictures_total)" \
    "$(sort "$work/answers" | uniq -c | awk '{ n = $1; $1 = ""; printf "%s:%d,", $0, n }')"
done
