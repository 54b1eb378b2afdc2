"""Photos' names, where the points of an aligned face lie, and the way there: the numbers of Katong's FaceAlignment."""
import os

import numpy as np

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")

EYE_LEFT, EYE_RIGHT = 0, 1

# Faces whose points lie further from those of a face that looks at us are not aligned, in distances between the eyes.
MOST_ERROR = 0.45

PLACES = np.array([[30.29459953, 51.69630051], [65.53179932, 51.50139999], [48.02519989, 71.73660278],
                   [33.54930115, 92.3655014], [62.72990036, 92.20410156]])
PLACES = (PLACES + [1 + 8 - 56, 1 - 56]) * 0.75 + 56


def align(points, side):
    """The a, b, c, d of x' = a x - b y + c, y' = b x + a y + d that brings five points nearest to the reference."""
    target = PLACES * side / 112
    start, end = points.mean(0), target.mean(0)
    p, q = points - start, target - end
    square = (p * p).sum()
    a = (p * q).sum() / square
    b = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / square
    return np.array([a, b, end[0] - a * start[0] + b * start[1], end[1] - b * start[0] - a * start[1]])


def fits(points):
    """Whether a face can be aligned by its points."""
    a, b, c, d = align(points, 112)
    x, y = points[:, 0], points[:, 1]
    away = np.stack([a * x - b * y + c, b * x + a * y + d], 1) - PLACES
    eyes = np.linalg.norm(PLACES[EYE_LEFT] - PLACES[EYE_RIGHT])
    return np.sqrt((away * away).sum(1).mean()) / eyes <= MOST_ERROR


def photo_files(folders):
    """All pictures of some folders, by name."""
    files = [os.path.join(folder, name) for folder in folders for name in os.listdir(folder)]
    files = [file for file in files if file.lower().endswith(PICTURES)]
    return sorted(files, key=os.path.basename)
