#!/usr/bin/env bash
# Times of single steps, by JMH: decoding and encoding, enlarging, faces, seams of tiles, heads, the admission queue, requests.
# usage: bench/micro.sh [NAME] [OPTION...]     without a name all; -l lists them, -h the options of JMH
# such as: bench/micro.sh PhotoBenchmark.decode -p format=JPEG
set -euo pipefail

cd "$(dirname "$0")/.."
./mvnw -B -q -pl bench -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
classpath=bench/target/classes:core/target/test-classes
for module in core forge server; do classpath=$classpath:$module/target/classes; done
# The settings of the launcher: what the command and the service run with.
export ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=1 GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classpath:$(cat bench/target/classpath)" org.openjdk.jmh.Main "$@"
