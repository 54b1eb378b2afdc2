#!/usr/bin/env python3
"""Finds the faces of photos with YuNet and writes them down for train_styles.py.

    find_faces.py --yunet yunet_n_dynamic.onnx --photos photos/people --photos photos/scenes --out faces.json

The file holds, for each photo by its name, width, height and faces: box (x, y, width, height) and five points (eyes,
nose, corners of the mouth, the picture's left first), the largest face first. Photos are looked at as Katong does: at a
long side of 640 pixels, and once more at half of that for faces that fill the frame.
"""
import argparse
import json
import math
import os

import cv2
import numpy as np
import onnxruntime

from faces import photo_files

SIDE = 640
MULTIPLE = 32
LEAST_SCORE = 0.8
MOST_OVERLAP = 0.3


def candidates(session, picture, side):
    """Faces of a picture that is brought to a long side, as rows of box, points and score."""
    height, width = picture.shape[:2]
    factor = side / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    fitted = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    rows, columns = (math.ceil(n / MULTIPLE) * MULTIPLE for n in (size[1], size[0]))
    planes = np.zeros((1, 3, rows, columns), np.float32)
    planes[0, :, : size[1], : size[0]] = fitted.transpose(2, 0, 1)
    names = [output.name for output in session.get_outputs()]
    values = dict(zip(names, session.run(names, {session.get_inputs()[0].name: planes})))
    found = []
    for stride in (8, 16, 32):
        part = {key: values["%s_%d" % (key, stride)].reshape(-1, n)
                for key, n in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10))}
        score = np.sqrt(np.clip(part["cls"], 0, 1) * np.clip(part["obj"], 0, 1))[:, 0]
        for cell in np.nonzero(score > LEAST_SCORE)[0]:
            row, column = divmod(int(cell), columns // stride)
            dx, dy, log_width, log_height = part["bbox"][cell]
            box_width, box_height = math.exp(log_width) * stride, math.exp(log_height) * stride
            points = part["kps"][cell].reshape(5, 2) + (column, row)
            found.append(np.concatenate([
                [(column + dx) * stride - box_width / 2, (row + dy) * stride - box_height / 2, box_width, box_height],
                points.ravel() * stride, [score[cell]]]))
    found = np.array(found).reshape(-1, 15)
    found[:, 0:14:2] *= width / size[0]
    found[:, 1:14:2] *= height / size[1]
    return found


def overlap(one, other):
    """What two boxes share, as a part of what they cover together, and as a part of the first."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0, wide) * max(0, high)
    return shared / (one[2] * one[3] + other[2] * other[3] - shared), shared / (one[2] * one[3])


def find_faces(session, picture):
    """The faces of a picture, the largest first."""
    kept = []
    for side in (SIDE, SIDE // 2):
        new = []
        for face in sorted(candidates(session, picture, side), key=lambda row: -row[14]):
            if all(overlap(face, other)[0] <= MOST_OVERLAP for other in new):
                new.append(face)
        kept += [face for face in new
                 if all(overlap(face, o)[0] <= MOST_OVERLAP and overlap(face, o)[1] <= 0.6 for o in kept)]
    return sorted(kept, key=lambda row: -row[2] * row[3])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--yunet", required=True, help="a YuNet network with free input size")
    parser.add_argument("--photos", required=True, action="append", help="a folder of photos; may be given again")
    parser.add_argument("--out", default="faces.json")
    given = parser.parse_args()
    session = onnxruntime.InferenceSession(given.yunet, providers=["CPUExecutionProvider"])
    photos = {}
    for file in photo_files(given.photos):
        picture = cv2.imread(file, cv2.IMREAD_COLOR)
        if picture is None:
            print("left out, not a picture:", file)
            continue
        faces = [{"box": [round(float(v), 2) for v in row[:4]],
                  "points": [[round(float(v), 2) for v in point] for point in row[4:14].reshape(5, 2)],
                  "score": round(float(row[14]), 4)}
                 for row in find_faces(session, picture)]
        photos[os.path.basename(file)] = {"width": picture.shape[1], "height": picture.shape[0], "faces": faces}
    with open(given.out, "w") as out:
        json.dump(photos, out, separators=(",", ":"))
    print("%d photos, %d faces: %s" % (len(photos), sum(len(p["faces"]) for p in photos.values()), given.out))


if __name__ == "__main__":
    main()
