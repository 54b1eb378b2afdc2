#!/bin/sh
# Makes the photos of the tests, and what other decoders make of them: libheif 1.15 and libavif 0.11 of Debian 12
# (apt-get install libheif-examples libavif-bin). DrawnPictures writes the pictures that they are made of:
#   make.sh FOLDER-OF-PICTURES
set -eu
in=$1
cd "$(dirname "$0")"

heif() { heif-enc -q 70 "$@" >/dev/null; }
heif -o plain.heic "$in/portrait.png"
heif -o odd.heic "$in/odd.png"
heif -o colour-444.heic -p chroma=444 "$in/portrait.png"
heif -o deep.heic -b 10 "$in/deep.png"
heif -o alpha.heic "$in/alpha.png"

avif() { avifenc --ignore-icc --speed 4 --min 15 --max 25 --minalpha 10 --maxalpha 20 "$@" >/dev/null; }
avif -y 420 "$in/portrait.png" plain.avif
avif -y 420 "$in/odd.png" odd.avif
avif -y 422 "$in/portrait.png" colour-422.avif
avif -y 444 "$in/portrait.png" colour-444.avif
avif -y 400 "$in/portrait.png" grey.avif
avif -y 420 -d 10 "$in/portrait.png" deep.avif
avif -y 420 -r limited --cicp 1/13/1 "$in/portrait.png" limited.avif
avif -y 444 --cicp 1/13/0 "$in/portrait.png" identity.avif
avif -y 420 --cicp 12/13/6 "$in/portrait.png" display-p3.avif
avif -y 420 "$in/alpha.png" alpha.avif
avif -y 420 -p "$in/alpha.png" premultiplied.avif
avif -y 420 --grid 2x2 "$in/large.png" grid.avif
avif -y 420 --irot 1 --imir 0 --crop 16,8,64,48 "$in/portrait.png" placed.avif
avif -y 420 -d 10 --cicp 9/16/9 "$in/portrait.png" pq.avif

for photo in plain odd colour-422 colour-444 deep limited identity alpha grid; do
  avifdec -d 8 -u bilinear "$photo.avif" "$photo.avif.png" >/dev/null
done
for photo in plain colour-444 alpha; do
  heif-convert --quiet "$photo.heic" "$photo.heic.png" >/dev/null
done
