#!/usr/bin/env bash
# Does to a service what the world does to services, and tells what came of it.
# usage: bench/faults.sh STYLE_PACK PHOTO...
# The style pack (a folder or zip) is added to a home of its own. As root a small disk is made and filled too.
set -euo pipefail

pack=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-7897}
work=$(mktemp -d)
log=$work/log
source "$here/service.sh"
export KATONG_HOME=$work/home

cleanup() {
  stop_service -KILL
  ! mountpoint -q "$work/disk" || umount "$work/disk"
  rm -rf "$work"
}
trap cleanup EXIT

# The value of a field of JSON on standard input, the first of that name.
field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# A job of some photos; its id.
job() {
  local forms=()
  for photo in "$@"; do forms+=(-F "images=@$photo"); done
  curl -s "${forms[@]}" -F style=test -F resolution=512 -F output_format=jpg "$url/api/v1/jobs" | field id
}

counts() { curl -s "$url/api/v1/jobs/$1" | tr ',' '\n' | grep -m 5 -E '"(state|total|done|failed|cancelled)"' | tr -d '"{' | tr '\n' ' '; }

# Waits until a job has ended.
ended() { until counts "$1" | grep -q 'state:done\|state:cancelled'; do sleep 0.5; done; }

say() { printf '%-28s %s\n' "$1" "$2"; }

"$java" -jar "$jar" style import "$pack" --name test >/dev/null
photo=$1

start_service
many=()
for _ in 1 2 3 4 5 6 7 8 9 10; do many+=("$@"); done
id=$(job "${many[@]}")
until [ "$(curl -s "$url/api/v1/jobs/$id" | field done)" -ge 3 ]; do sleep 0.1; done
before=$(curl -s "$url/api/v1/jobs/$id" | field done)
stop_service -KILL
start_service
after=$(curl -s "$url/api/v1/jobs/$id" | field done)
ended "$id"
say "kill -9 within a job" "$before finished before, $after found again at the start; then: $(counts "$id")"

head -c 20000 "$photo" >"$work/truncated.jpg"
: >"$work/empty.jpg"
echo 'no picture' >"$work/text.jpg"
for bad in truncated empty text; do
  say "corrupt upload: $bad" \
    "$(curl -s -o "$work/reply" -w '%{http_code} ' -F "image=@$work/$bad.jpg" -F style=test "$url/api/v1/cartoonize")$(field code <"$work/reply" || true)"
done
printf 'PK\003\004 broken off' >"$work/half.zip"
say "corrupt upload: no zip" "$(curl -s -F "images=@$work/half.zip" -F style=test "$url/api/v1/jobs" | field code)"
say "a form that breaks off" "$(printf 'POST /api/v1/cartoonize HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9999\r\n\r\n--b\r\n' |
  timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3" || true)the service says $(curl -s "$url/actuator/health" | field status)"

for _ in 1 2 3 4 5 6 7 8; do
  curl -s --limit-rate 2k -m 20 -F "image=@$photo" -F style=test "$url/api/v1/cartoonize" -o /dev/null &
  slow+=($!)
done
sleep 2
say "8 slow clients" "meanwhile another is answered $(curl -s -o /dev/null -w '%{http_code} in %{time_total} s' -F "image=@$photo" -F style=test -F resolution=512 "$url/api/v1/cartoonize")"
kill "${slow[@]}" 2>/dev/null || true

idle=$(megabytes VmRSS)
forms=()
while [ ${#forms[@]} -lt 2000 ]; do forms+=(-F "images=@$photo"); done
ids=()
for _ in 1 2 3 4 5 6 7 8 9 10; do
  ids+=("$(curl -s "${forms[@]}" -F style=test -F resolution=512 "$url/api/v1/jobs" | field id)")
done
say "10,000 queued pictures" "resident $idle before, $(megabytes VmRSS) after; a single picture is answered $(curl -s -o /dev/null -w '%{http_code} in %{time_total} s' -F "image=@$photo" -F style=test -F resolution=512 "$url/api/v1/cartoonize"); the page's list in $(curl -s -o /dev/null -w '%{time_total} s' "$url/api/v1/jobs")"
for id in "${ids[@]}"; do curl -s -X DELETE "$url/api/v1/jobs/$id"; done

say "500 at once, queue of 64" "$(seq 500 | xargs -P 500 -I{} curl -s -o /dev/null -w '%{http_code}\n' -F "image=@$photo" -F style=test -F resolution=512 "$url/api/v1/cartoonize" | sort | uniq -c | tr -s ' \n' ' ')"
stop_service

network=$(ls "$KATONG_HOME"/styles/test/*.onnx | head -n 1)
cp "$network" "$work/network"
head -c 1000 "$work/network" >"$network"
start_service
say "damaged style" "test: $(curl -s -F "image=@$photo" -F style=test "$url/api/v1/cartoonize" | field code); another: $(curl -s -o /dev/null -w '%{http_code}' -F "image=@$photo" "$url/api/v1/cartoonize")"
cp "$work/network" "$network"
say "damaged style, mended" "$(curl -s -o /dev/null -w '%{http_code}' -F "image=@$photo" -F style=test "$url/api/v1/cartoonize")"
stop_service

mkdir "$work/disk"
if mount -t tmpfs -o size=600m tmpfs "$work/disk" 2>/dev/null; then
  cp -r "$KATONG_HOME" "$work/disk/home"
  rm -rf "$work/disk/home/jobs"
  export KATONG_HOME=$work/disk/home
  start_service
  id=$(job "${many[@]}")
  head -c 600m /dev/zero >"$work/disk/filler" 2>/dev/null || true
  sleep 10
  say "full disk within a job" "$(curl -s "$url/api/v1/jobs/$id" | field code) $(counts "$id")"
  say "full disk, new job" "$(curl -s -F "images=@$photo" -F style=test "$url/api/v1/jobs" | field code)"
  say "full disk, single picture" "$(curl -s -o /dev/null -w '%{http_code}' -F "image=@$photo" -F style=test "$url/api/v1/cartoonize")"
  rm "$work/disk/filler"
  ended "$id"
  say "room again" "$(counts "$id")"
fi
