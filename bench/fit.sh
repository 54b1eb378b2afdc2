#!/usr/bin/env bash
# Time of one network at one size: TensorFlow running the frozen graph, ONNX Runtime running the straight import, each
# rewrite of dev.katong.forge.fit alone, all of them, and any other networks. They take turns, so that whatever else the
# machine does falls on all alike; printed are medians, and ratios to TensorFlow's.
# usage: [ROUNDS=9] [THREADS=2] bench/fit.sh FROZEN_GRAPH.pb "SIDE..." [NETWORK.onnx...]
# such as: bench/fit.sh cartoon_bg.pb "720 1024" background-int8.onnx
set -euo pipefail

graph=$(realpath "$1") sides=$2
others=()
for other in "${@:3}"; do others+=("$(realpath "$other")"); done
cd "$(dirname "$0")/.."
./mvnw -B -q -pl forge -am -DskipTests -Dspotless.check.skip test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/classpath -Dmdep.includeScope=test
classpath=forge/target/test-classes:forge/target/classes:core/target/classes:core/target/test-classes:$(cat forge/target/classpath)
for side in $sides; do
  TF_CPP_MIN_LOG_LEVEL=3 java -Xss64m -cp "$classpath" dev.katong.forge.fit.FittingRace \
    "$graph" "$side" "${ROUNDS:-9}" "${THREADS:-2}" ${others[@]+"${others[@]}"} 2>/dev/null
done
