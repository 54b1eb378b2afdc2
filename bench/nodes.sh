#!/usr/bin/env bash
# Several services with one queue: throughput of 1, 2 and 3, and 3 of which one is killed again and again. Prints a
# Markdown table, and ends with 1 if a picture is missing, or in a result twice.
# usage: DATABASE=jdbc:postgresql://HOST/NAME?user=U&password=P bench/nodes.sh [PICTURES [EVERY_SECONDS [PHOTO]]]
# The database is to be empty. STORAGE may name s3://BUCKET/PREFIX (and ENDPOINT); else a folder is shared.
set -euo pipefail

pictures=${1:-2000}
every=${2:-20}
here=$(cd "$(dirname "$0")/.." && pwd)
photo=${3:-$here/docs/images/portrait.jpg}
: "${DATABASE:?set DATABASE to the address of an empty PostgreSQL database}"
jar=${JAR:-$here/cli/target/katong.jar}
work=$(mktemp -d)
storage=${STORAGE:-$work/storage}
port=${PORT:-7860}
by_job=100
pids=()

# shellcheck disable=SC2317 # called by trap
cleanup() {
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

address() { echo "http://127.0.0.1:$((port + $1))"; }

start_node() {
  KATONG_HOME=$work/node$1 MALLOC_ARENA_MAX=1 java -XX:+UseSerialGC -jar "$jar" serve --port $((port + $1)) \
    --database "$DATABASE" --storage "$storage" ${ENDPOINT:+--storage-endpoint "$ENDPOINT"} >>"$work/log$1" 2>&1 &
  pids[$1]=$!
}

await_node() {
  until curl -sf "$(address "$1")/actuator/health/readiness" >/dev/null; do
    kill -0 "${pids[$1]}" || { cat "$work/log$1" >&2; exit 1; }
    sleep 0.3
  done
}

stop_nodes() {
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  pids=()
}

# Jobs of some pictures each, made at the first node; their ids.
make_jobs() {
  local left=$1
  mkdir -p "$work/photos"
  for ((i = 1; i <= by_job; i++)); do ln -f "$photo" "$work/photos/$i.jpg" 2>/dev/null || cp "$photo" "$work/photos/$i.jpg"; done
  while [ "$left" -gt 0 ]; do
    local count=$((left < by_job ? left : by_job))
    rm -f "$work/photos.zip"
    (cd "$work/photos" && seq -f '%g.jpg' 1 "$count" | zip -q0 "$work/photos.zip" -@)
    curl -sf -F "archive=@$work/photos.zip" -F style=comic -F faces=off -F resolution=512 -F output_format=jpg \
      "$(address 0)/api/v1/jobs" | jq -r .id
    left=$((left - count))
  done
}

# The number of pictures in a state, of all jobs of the list, by the first node that answers.
count() {
  local state=$1 node
  shift
  for node in 0 1 2; do
    if curl -sf "$(address "$node")/api/v1/jobs?limit=200" >"$work/list"; then
      jq "[.jobs[] | .$state] | add // 0" "$work/list"
      return
    fi
  done
  echo -1
}

# Draws pictures with several nodes and prints a row. The last argument is the time between two kills in seconds, 0 for none.
measure() {
  local nodes=$1 drawn=$2 kill_every=$3 kills=0 before last victim
  for ((n = 0; n < nodes; n++)); do start_node "$n"; done
  for ((n = 0; n < nodes; n++)); do await_node "$n"; done
  make_jobs "$drawn" >"$work/ids"
  before=$(date +%s%N)
  last=$SECONDS
  until [ "$(count waiting)" = 0 ] && [ "$(count running)" = 0 ]; do
    if [ "$kill_every" -gt 0 ] && [ $((SECONDS - last)) -ge "$kill_every" ]; then
      victim=$((RANDOM % nodes))
      kill -KILL "${pids[$victim]}"
      wait "${pids[$victim]}" 2>/dev/null || true
      start_node "$victim"
      kills=$((kills + 1))
      last=$SECONDS
    fi
    sleep 0.5
  done
  local seconds=$((($(date +%s%N) - before) / 1000000))
  for ((n = 0; n < nodes; n++)); do await_node "$n"; done
  local entries=0 distinct=0 id names
  while read -r id; do
    # From whichever node: all have all.
    curl -sf "$(address $((RANDOM % nodes)))/api/v1/jobs/$id/zip" >"$work/zip"
    names=$(unzip -Z1 "$work/zip")
    entries=$((entries + $(wc -l <<<"$names")))
    distinct=$((distinct + $(sort -u <<<"$names" | wc -l)))
    curl -sf -X DELETE "$(address 0)/api/v1/jobs/$id"
  done <"$work/ids"
  stop_nodes
  printf '| %d | %d | %d | %d | %d | %d.%d | %s |\n' "$nodes" "$drawn" "$kills" "$entries" $((drawn - distinct)) \
    $((seconds / 1000)) $((seconds % 1000 / 100)) "$(jq -n "$drawn * 10000 / $seconds | round / 10")"
  [ "$entries" = "$drawn" ] && [ "$distinct" = "$drawn" ] || failed=1
}

failed=0
echo '| services | pictures | kills | in the results | missing | seconds | pictures a second |'
echo '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
for nodes in 1 2 3; do measure "$nodes" $((pictures / 5)) 0; done
measure 3 "$pictures" "$every"
exit "$failed"
