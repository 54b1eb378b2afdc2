# Sourced by the benches of the service: starts one with the JVM's settings of `./katong serve`, and reads its numbers.
# Wants $port, and $log for a file to which it writes.

jar=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../cli/target/katong.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
url=http://127.0.0.1:$port
service=
export ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=1
export GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1

# Starts a service with these options, and waits until it is ready.
start_service() {
  "$java" -XX:+UseSerialGC -Xms32m -jar "$jar" serve --port "$port" "$@" >>"$log" 2>&1 &
  service=$!
  until curl -sf "$url/actuator/health/readiness" >/dev/null; do
    kill -0 "$service" || { cat "$log"; exit 1; }
    sleep 0.2
  done
}

# Ends it, with SIGTERM or the signal that is named.
stop_service() {
  [ -n "$service" ] || return 0
  kill "${1:--TERM}" "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  service=
}

# The sum of a metric over its labels.
metric() { curl -s "$url/actuator/prometheus" | awk -v name="$1" '$1 ~ "^" name { s += $2 } END { printf "%.0f", s }'; }

# A line of the kernel's account of the service, such as VmRSS or VmHWM, in megabytes.
megabytes() { awk -v line="$1:" '$1 == line { printf "%.0f MB", $2 / 1000 }' "/proc/$service/status"; }
