"""Photos on the card, and the pieces of them that are learnt from: aligned heads and windows of frames.

All photos lie in one tensor of whole pixels; pieces are cut out, turned, scaled and varied many at a time.
"""
import math
import os
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from faces import PLACES, align, fits

WORKING_SIDE = 720
HEAD_SIDE = 288

# A photo is kept at its own size, at a half and at a quarter of it, for pieces that are shrunk that much.
LEVELS = 3
MOST_FACES = 6
LEAST_FACE = 48
NOWHERE = -1e6

MOST_TURN = math.radians(12)
MOST_STRETCH = 0.15
MOST_SHIFT = 14
MIRRORED_HEADS = 0.2
FRAME_SCALES = (0.7, 1.1)
MIRRORED_FRAMES = 0.16
MIRRORED_PIXELS = 96
WHITE_FRAMES = 0.08
WHITE_PIXELS = 48

Pieces = namedtuple("Pieces", "photos points")


class Photos:
    """Photos and their faces.

    `found` is what find_faces.py wrote: width, height and faces of each photo by its name.
    """

    def __init__(self, files, found, device):
        self.device = device
        levels, heads, points = [], [], []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for file, kept in zip(files, pool.map(read_levels, files)):
                name = os.path.basename(file)
                known = found.get(name, {"faces": []})
                height, width = kept[0].shape[:2]
                if known["faces"] and (known["width"], known["height"]) != (width, height):
                    raise SystemExit("the faces of %s were found in another size of it" % name)
                faces = [np.array(face["points"]) for face in known["faces"]]
                places = np.full((MOST_FACES, 5, 2), NOWHERE)
                places += PLACES
                for index, face in enumerate(faces[:MOST_FACES]):
                    places[index] = face
                good = [face for face, it in zip(faces, known["faces"]) if it["box"][2] >= LEAST_FACE and fits(face)]
                for face in good:
                    # A photo of a crowd does not count as much as all its faces.
                    heads.append((len(points), face, 1 / math.sqrt(len(good))))
                points.append(places)
                levels.append(kept)
        sizes = [picture.shape[:2] for kept in levels for picture in kept]
        ends = np.cumsum([height * width for height, width in sizes])
        self.pixels = torch.empty(int(ends[-1]), dtype=torch.int32, device=device)
        self.starts = self.whole(np.concatenate([[0], ends[:-1]]))
        self.heights = self.whole([height for height, width in sizes])
        self.widths = self.whole([width for height, width in sizes])
        for index, picture in enumerate(picture for kept in levels for picture in kept):
            end = int(ends[index])
            self.pixels[end - picture.size:end] = torch.from_numpy(picture.reshape(-1)).to(device)
        self.points = self.real(np.stack(points))
        self.count = len(points)
        self.heads = len(heads)
        if heads:
            self.head_photos = self.whole([photo for photo, _, _ in heads])
            # The first, largest, of each photo.
            self.first_heads = [index for index, (photo, _, _) in enumerate(heads)
                                if index == 0 or heads[index - 1][0] != photo]
            self.head_points = self.real(np.stack([face for _, face, _ in heads]))
            self.head_ways = self.real(np.stack([align(face, HEAD_SIDE) for _, face, _ in heads]))
            chances = np.cumsum([chance for _, _, chance in heads])
            self.head_chances = self.real(chances / chances[-1])

    def whole(self, values):
        return torch.as_tensor(np.asarray(values), dtype=torch.int64, device=self.device)

    def real(self, values):
        return torch.as_tensor(np.asarray(values), dtype=torch.float32, device=self.device)

    def some_heads(self, chance):
        """Heads chosen, turned, scaled, shifted, mirrored and varied by numbers 0 to 1, a row of CHANCES for each."""
        which = torch.searchsorted(self.head_chances, chance[:, 0].contiguous()).clamp(max=self.heads - 1)
        turn = spread(chance[:, 1]) * MOST_TURN
        scale = torch.exp(spread(chance[:, 2]) * MOST_STRETCH)
        a, b = scale * torch.cos(turn), scale * torch.sin(turn)
        middle = (HEAD_SIDE - 1) / 2
        shift_x = middle - a * middle + b * middle + spread(chance[:, 3]) * MOST_SHIFT
        shift_y = middle - b * middle - a * middle + spread(chance[:, 4]) * MOST_SHIFT
        a1, b1, x1, y1 = self.head_ways[which].unbind(1)
        way = (a * a1 - b * b1, b * a1 + a * b1, a * x1 - b * y1 + shift_x, b * x1 + a * y1 + shift_y)
        mirrored = chance[:, 5] < 0.5
        return self.heads_along(which, way, mirrored, chance[:, 6] < MIRRORED_HEADS, chance)

    def whole_heads(self, which):
        """Heads just as Katong aligns them."""
        which = self.whole(which)
        never = torch.zeros_like(which, dtype=torch.bool)
        return self.heads_along(which, self.head_ways[which].unbind(1), never, never, None)

    def heads_along(self, which, way, mirrored, continued, chance):
        photo = self.head_photos[which]
        points = torch.cat([self.head_points[which][:, None], self.points[photo]], 1)
        return self.pieces(photo, points, way, mirrored, continued, HEAD_SIDE, chance)

    def some_frames(self, chance, side, varied=True):
        """Windows of photos at about the working size; some reach beyond the frame's border, as Katong continues it."""
        photo = (chance[:, 0] * self.count).long().clamp(max=self.count - 1)
        height = self.heights[photo * LEVELS].float()
        width = self.widths[photo * LEVELS].float()
        short = torch.minimum(height, width)
        least, most = FRAME_SCALES if varied else (1, 1)
        scale = (WORKING_SIDE / short).clamp(max=1) * (least + (most - least) * chance[:, 1])
        scale = torch.maximum(scale, side / short)
        beyond = chance[:, 2] < MIRRORED_FRAMES
        white = chance[:, 2] > 1 - WHITE_FRAMES
        before = beyond * float(MIRRORED_PIXELS)
        after = before + white * float(WHITE_PIXELS)
        if not varied:
            before, after = before * 0, after * 0
        left = torch.floor(chance[:, 3] * (width * scale - side + before + after) - before)
        top = torch.floor(chance[:, 4] * (height * scale - side + before + after) - before)
        shift = scale / 2 - 0.5
        way = (scale, torch.zeros_like(scale), shift - left, shift - top)
        mirrored = (chance[:, 5] < 0.5) & varied
        return self.pieces(photo, self.padded(photo), way, mirrored, beyond & varied, side, chance if varied else None)

    def padded(self, photo):
        points = self.points[photo]
        return torch.cat([points[:, :1], points], 1)

    def pieces(self, photo, points, way, mirrored, continued, side, chance):
        """What lies along a way from photos to pieces: x' = a x - b y + c, y' = b x + a y + d, then mirrored."""
        a, b, c, d = (value[:, None, None] for value in way)
        line = torch.arange(side, dtype=torch.float32, device=self.device)
        x = torch.where(mirrored[:, None, None], side - 1 - line[None, None, :], line[None, None, :]) - c
        y = line[None, :, None] - d
        square = a * a + b * b
        pixels, outside = self.sample(photo, (a * x + b * y) / square, (a * y - b * x) / square,
                                      torch.rsqrt(square), continued)
        if chance is not None:
            pixels = vary(pixels, chance[:, 8:])
        pixels = torch.lerp(pixels, torch.full_like(pixels, 255), outside)
        pixels = torch.round(pixels.clamp(0, 255)) / 127.5 - 1
        a, b, c, d = (value[:, None, None] for value in way)
        u, v = points[..., 0], points[..., 1]
        across = a * u - b * v + c
        across = torch.where(mirrored[:, None, None], side - 1 - across, across)
        places = torch.stack([across, b * u + a * v + d], -1)
        return Pieces(pixels.contiguous(memory_format=torch.channels_last), places)

    def sample(self, photo, u, v, step, continued):
        """Colours 0..255 at places of photos, interpolated, and how much of each lies outside.

        `step` is the distance of neighbours in photo pixels; `continued` photos are mirrored at their borders and have
        no outside.
        """
        level = torch.floor(torch.log2(step) + 0.3).clamp(0, LEVELS - 1)
        factor = torch.exp2(-level)
        plane = photo * LEVELS + level[:, 0, 0].long()
        u = (u + 0.5) * factor - 0.5
        v = (v + 0.5) * factor - 0.5
        width = self.widths[plane].int()[:, None, None]
        height = self.heights[plane].int()[:, None, None]
        start = self.starts[plane].int()[:, None, None]
        continued = continued[:, None, None]
        left, top = torch.floor(u), torch.floor(v)
        right_part, lower_part = u - left, v - top
        columns = [inside(left.int() + i, width, continued) for i in (0, 1)]
        rows = [inside(top.int() + i, height, continued) for i in (0, 1)]
        total = None
        covered = None
        for row, row_inside, row_part in ((*rows[0], 1 - lower_part), (*rows[1], lower_part)):
            for column, column_inside, column_part in ((*columns[0], 1 - right_part), (*columns[1], right_part)):
                part = row_part * column_part
                place = (start + row * width + column).reshape(-1)
                packed = self.pixels.index_select(0, place).view(part.shape)
                colours = torch.stack([packed & 255, (packed >> 8) & 255, (packed >> 16) & 255], 1).float()
                colours = colours * part[:, None]
                share = part * (row_inside & column_inside)
                total = colours if total is None else total + colours
                covered = share if covered is None else covered + share
        return total, (1 - covered)[:, None].clamp(0, 1)


def inside(index, length, continued):
    """The index of a pixel that is there, and whether it was there already."""
    reflected = (length - 1) - ((length - 1) - index.abs()).abs()
    there = (index >= 0) & (index < length)
    index = torch.where(continued, reflected, index)
    return torch.minimum(index.clamp(min=0), length - 1), there | continued


def read_levels(file):
    """A photo at several sizes, each pixel in one whole number."""
    picture = cv2.imread(file, cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit("%s cannot be read" % file)
    kept = []
    for _ in range(LEVELS):
        four = cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA)
        kept.append(np.ascontiguousarray(four).view(np.int32)[:, :, 0])
        half = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
        picture = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
    return kept


def spread(chance):
    """From 0..1 to -1..1."""
    return 2 * chance - 1


# How many numbers decide about a piece: 8 where it lies, 21 what it looks like.
CHANCES = 29


def vary(x, chance):
    """Photos in another light, of another camera. What is dark may become darker, never bright."""
    columns = iter(chance[:, :, None, None, None].unbind(1))

    def among(least, most):
        return least + (most - least) * next(columns)

    def sometimes(share, value, otherwise):
        return torch.where(next(columns) < share, value, torch.full_like(value, otherwise))

    # Colours: less or more of them, and another temperature.
    luma = x[:, 0:1] * 0.114 + x[:, 1:2] * 0.587 + x[:, 2:3] * 0.299
    x = luma + (x - luma) * sometimes(0.3, among(0.3, 1.25), 1)
    warmth = sometimes(0.4, among(-0.1, 0.1), 0)
    x = x * torch.cat([1 - warmth, torch.ones_like(warmth), 1 + warmth], 1)
    # Light: a gain, darkness, a curve, contrast, and light from one side.
    gain = sometimes(0.5, torch.exp(among(math.log(0.6), math.log(1.2))), 1)
    gain = gain * sometimes(0.12, among(0.35, 0.8), 1)
    x = x * gain + sometimes(0.4, among(-12, 12), 0)
    curve = sometimes(0.35, torch.exp(among(math.log(0.8), math.log(1.35))), 1)
    x = (x.clamp(0, 255) / 255).clamp(min=1e-4).pow(curve) * 255
    middle = x.mean((1, 2, 3), keepdim=True)
    x = middle + (x - middle) * sometimes(0.3, among(0.8, 1.15), 1)
    turn = among(0, 2 * math.pi)
    depth = sometimes(0.2, among(0.2, 0.7), 0)
    line = torch.linspace(-0.5, 0.5, x.shape[-1], device=x.device)
    slope = torch.cos(turn) * line[None, None, None, :] + torch.sin(turn) * line[None, None, :, None]
    x = x * (1 - depth * (slope + 0.5).clamp(0, 1))
    # Camera: soft or noisy.
    soft = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    x = torch.lerp(x, soft, sometimes(0.2, among(0.2, 1), 0).expand_as(x))
    noise = torch.randn(x.shape, device=x.device) * sometimes(0.25, among(1, 7), 0)
    return x + noise
