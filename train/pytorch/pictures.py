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
from losses import constant

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

    def some(self, heads, frames, side):
        """Heads and windows of frames by chance, in pieces of one size."""
        chance = torch.rand(heads + frames, CHANCES, device=self.device)
        places = []
        if heads:
            places.append(self.some_heads(chance[:heads]))
        if frames:
            places.append(self.some_frames(chance[heads:], side))
        return self.cut([torch.cat(parts) for parts in zip(*places)], side, chance)

    def whole_heads(self, which):
        """Heads just as Katong aligns them."""
        which = self.whole(which)
        never = torch.zeros_like(which, dtype=torch.bool)
        return self.cut(self.heads_along(which, self.head_ways[which], never, never), HEAD_SIDE)

    def whole_frames(self, chance, side):
        """Windows of photos at the working size, as they are."""
        return self.cut(self.some_frames(chance, side, varied=False), side)

    def some_heads(self, chance):
        """Where heads lie that are chosen, turned, scaled, shifted and mirrored by numbers 0 to 1, a row for each."""
        which = torch.searchsorted(self.head_chances, chance[:, 0].contiguous()).clamp(max=self.heads - 1)
        turn = spread(chance[:, 1]) * MOST_TURN
        scale = torch.exp(spread(chance[:, 2]) * MOST_STRETCH)
        a, b = scale * torch.cos(turn), scale * torch.sin(turn)
        middle = (HEAD_SIDE - 1) / 2
        shift_x = middle - a * middle + b * middle + spread(chance[:, 3]) * MOST_SHIFT
        shift_y = middle - b * middle - a * middle + spread(chance[:, 4]) * MOST_SHIFT
        a1, b1, x1, y1 = self.head_ways[which].unbind(1)
        way = torch.stack([a * a1 - b * b1, b * a1 + a * b1, a * x1 - b * y1 + shift_x, b * x1 + a * y1 + shift_y], 1)
        return self.heads_along(which, way, chance[:, 5] < 0.5, chance[:, 6] < MIRRORED_HEADS)

    def heads_along(self, which, way, mirrored, continued):
        photo = self.head_photos[which]
        points = torch.cat([self.head_points[which][:, None], self.points[photo]], 1)
        return photo, points, way, mirrored, continued

    def some_frames(self, chance, side, varied=True):
        """Where windows of photos lie, at about the working size; some reach beyond the frame, which goes on there."""
        photo = (chance[:, 0] * self.count).long().clamp(max=self.count - 1)
        height = self.heights[photo * LEVELS].float()
        width = self.widths[photo * LEVELS].float()
        short = torch.minimum(height, width)
        scale = (WORKING_SIDE / short).clamp(max=1)
        continued = torch.zeros_like(photo, dtype=torch.bool)
        mirrored = continued
        before = after = 0.0
        if varied:
            least, most = FRAME_SCALES
            scale = scale * (least + (most - least) * chance[:, 1])
            continued = chance[:, 2] < MIRRORED_FRAMES
            mirrored = chance[:, 5] < 0.5
            before = continued * float(MIRRORED_PIXELS)
            after = before + (chance[:, 2] > 1 - WHITE_FRAMES) * float(WHITE_PIXELS)
        scale = torch.maximum(scale, side / short)
        left = torch.floor(chance[:, 3] * (width * scale - side + before + after) - before)
        top = torch.floor(chance[:, 4] * (height * scale - side + before + after) - before)
        shift = scale / 2 - 0.5
        way = torch.stack([scale, torch.zeros_like(scale), shift - left, shift - top], 1)
        points = self.points[photo]
        return photo, torch.cat([points[:, :1], points], 1), way, mirrored, continued

    def cut(self, places, side, chance=None):
        """What lies along ways from photos to pieces: x' = a x - b y + c, y' = b x + a y + d, then mirrored."""
        photo, points, way, mirrored, continued = places
        a, b, c, d = way[:, :, None, None].unbind(1)
        line = torch.arange(side, dtype=torch.float32, device=self.device)
        flipped = torch.where(mirrored[:, None], side - 1 - line, line.expand(len(photo), side))
        x, y = flipped[:, None, :] - c, line[None, :, None] - d
        square = a * a + b * b
        pixels, outside = self.sample(photo, (a * x + b * y) / square, (a * y - b * x) / square,
                                      torch.rsqrt(square), continued)
        if chance is not None:
            pixels = vary(pixels, chance[:, PLACING:])
        pixels = torch.lerp(pixels, torch.full_like(pixels, 255), outside)
        pixels = torch.round(pixels.clamp(0, 255)) / 127.5 - 1
        u, v = points[..., 0], points[..., 1]
        across = a * u - b * v + c
        across = torch.where(mirrored[:, None, None], side - 1 - across, across)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        return Pieces(pixels, torch.stack([across, b * u + a * v + d], -1))

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


# What a photo's look is varied by: how often, from, to, and what changes nothing.
LOOKS = (
    ("colour", 0.3, 0.3, 1.25, 1),
    ("warmth", 0.4, -0.1, 0.1, 0),
    ("gain", 0.5, math.log(0.6), math.log(1.2), 0),
    ("darkness", 0.12, math.log(0.35), math.log(0.8), 0),
    ("shift", 0.4, -12, 12, 0),
    ("curve", 0.35, math.log(0.8), math.log(1.35), 0),
    ("contrast", 0.3, 0.8, 1.15, 1),
    ("depth", 0.2, 0.2, 0.7, 0),
    ("turn", 1, 0, 2 * math.pi, 0),
    ("softness", 0.2, 0.2, 1, 0),
    ("noise", 0.25, 1, 7, 0),
)

# So many numbers decide where a piece lies, then two about each part of its look.
PLACING = 8
CHANCES = PLACING + 2 * len(LOOKS)


def vary(x, chance):
    """Photos in another light, of another camera. What is dark may become darker, never bright."""
    often, least, most, nothing = (constant(tuple(float(look[index]) for look in LOOKS), x.device)
                                   for index in (1, 2, 3, 4))
    count = len(LOOKS)
    looks = torch.where(chance[:, :count] < often, least + (most - least) * chance[:, count:], nothing)
    look = dict(zip((name for name, *_ in LOOKS), looks[:, :, None, None, None].unbind(1)))
    # Colours: less or more of them, and another temperature.
    luma = x[:, 0:1] * 0.114 + x[:, 1:2] * 0.587 + x[:, 2:3] * 0.299
    warmth = look["warmth"]
    x = torch.lerp(luma, x, look["colour"]) * torch.cat([1 - warmth, torch.ones_like(warmth), 1 + warmth], 1)
    # Light: a gain, darkness, a curve, contrast, and light from one side.
    x = x * torch.exp(look["gain"] + look["darkness"]) + look["shift"]
    x = (x / 255).clamp(1e-4, 1).pow(torch.exp(look["curve"])) * 255
    x = torch.lerp(x.mean((1, 2, 3), keepdim=True), x, look["contrast"])
    line = torch.linspace(-0.5, 0.5, x.shape[-1], device=x.device)
    slope = torch.cos(look["turn"]) * line + torch.sin(look["turn"]) * line[:, None]
    x = x * (1 - look["depth"] * (slope + 0.5).clamp(0, 1))
    # Camera: soft or noisy.
    soft = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    return torch.lerp(x, soft, look["softness"]) + torch.randn(x.shape, device=x.device) * look["noise"]
