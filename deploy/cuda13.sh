#!/bin/sh
# Assembles a folder with an ONNX Runtime for CUDA 13, for KATONG_ONNXRUNTIME: JavaCPP's library and CUDA provider, and the
# JNI library of Microsoft's build of the same version. It loads 0.9 GB with Maven and leaves 270 MB in the folder.
# usage: deploy/cuda13.sh FOLDER
# The jar's classes must be of the same version: ./mvnw -DskipTests -Donnxruntime.version=1.28.0 package
set -eu

folder=${1:?usage: deploy/cuda13.sh FOLDER}
version=1.28.0
javacpp=1.5.14
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
jars=$(mktemp -d)
trap 'rm -rf "$jars"' EXIT
mkdir -p "$folder"

for artifact in "org.bytedeco:onnxruntime:$version-$javacpp:jar:linux-x86_64-gpu" \
  "com.microsoft.onnxruntime:onnxruntime_gpu:$version"; do
  (cd "$here" && ./mvnw -B -q -N dependency:copy -Dartifact="$artifact" -DoutputDirectory="$jars")
done
take() { # jar, folder in it, file, name in the folder
  unzip -qp "$1" "$2/$3" >"$folder/$4"
}
javacpp_jar=$jars/onnxruntime-$version-$javacpp-linux-x86_64-gpu.jar
native=org/bytedeco/onnxruntime/linux-x86_64-gpu
take "$javacpp_jar" $native libonnxruntime.so.1 libonnxruntime.so
for library in libonnxruntime_providers_shared.so libonnxruntime_providers_cuda.so; do
  take "$javacpp_jar" $native $library $library
done
take "$jars/onnxruntime_gpu-$version.jar" ai/onnxruntime/native/linux-x64 libonnxruntime4j_jni.so libonnxruntime4j_jni.so
ls -l "$folder"
