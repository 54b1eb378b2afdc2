"""Marks of a student, and sheets to judge it by eye."""
import cv2
import numpy as np
import torch
from torch.nn import functional as F

from pictures import CHANCES, WORKING_SIDE

# Where the teacher changes a photo, on average over 15x15 pixels, by so many grey levels.
CHANGE = 16
DARK = 60
STEEP = 24


def luma(x):
    return x[:, 0:1] * 0.114 + x[:, 1:2] * 0.587 + x[:, 2:3] * 0.299


def similarity(one, other):
    """SSIM of luma in windows of 11x11 pixels, of each picture."""
    # In 64 bits: differences of squares, which a card's shortened products would drown.
    line = torch.arange(11, dtype=torch.float64, device=one.device) - 5
    gauss = torch.exp(-line * line / (2 * 1.5 * 1.5))
    gauss = gauss / gauss.sum()
    window = (gauss[:, None] * gauss[None])[None, None]
    x, y = luma(one).double(), luma(other).double()
    mx, my = F.conv2d(x, window), F.conv2d(y, window)
    vx = F.conv2d(x * x, window) - mx * mx
    vy = F.conv2d(y * y, window) - my * my
    cov = F.conv2d(x * y, window) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return (((2 * mx * my + c1) * (2 * cov + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean((1, 2, 3))


def signal(one, other):
    """PSNR of each picture."""
    return 10 * torch.log10(255 * 255 / (one - other).square().mean((1, 2, 3)).clamp(min=1e-3))


def dark_lines(x):
    """Which share of pixels is dark and next to something brighter."""
    grey = F.pad(luma(x), (1, 1, 1, 1), mode="replicate")
    rise = (F.max_pool2d(grey, 3, 1) - F.avg_pool2d(grey, 3, 1))
    return ((grey[:, :, 1:-1, 1:-1] < DARK) & (rise > STEEP)).float().mean().item()


def marks(photos, drawn, mine):
    """Marks of pictures in 0..255: the student's, and those that the photo itself would get."""
    away, before = (mine - drawn).abs().mean(1, keepdim=True), (photos - drawn).abs().mean(1, keepdim=True)
    changed = (F.avg_pool2d(before, 15, 1, 7, count_include_pad=False) > CHANGE).float()
    return {
        "psnr": signal(mine, drawn).mean().item(),
        "photo_psnr": signal(photos, drawn).mean().item(),
        "ssim": similarity(mine, drawn).mean().item(),
        "photo_ssim": similarity(photos, drawn).mean().item(),
        "error_left": (away.sum() / before.sum()).item(),
        "error_left_where_changed": ((away * changed).sum() / (before * changed).sum().clamp(min=1)).item(),
        "changed_share": changed.mean().item(),
        "dark_lines": dark_lines(mine),
        "teacher_dark_lines": dark_lines(drawn),
    }


def levels(x):
    """From -1..1 to whole grey levels."""
    return torch.floor(((x.float() + 1) * 127.5).clamp(0, 255) + 0.5)


def said(result):
    return ("%.2f dB (photo %.2f), SSIM %.3f (%.3f), error left %.0f %%, where changed %.0f %%, "
            "dark lines %.2f %% (%.2f)") % (
        result["psnr"], result["photo_psnr"], result["ssim"], result["photo_ssim"], 100 * result["error_left"],
        100 * result["error_left_where_changed"], 100 * result["dark_lines"], 100 * result["teacher_dark_lines"])


class Exam:
    """Pieces and photos that are held out, with the teacher's pictures of them."""

    def __init__(self, photos, files, teacher, pieces, frames, side):
        """`pieces` heads and as many windows for marks; `frames` whole photos for the sheet, the first of `files`."""
        chosen = spaced(photos.first_heads, pieces) if photos.heads else []
        draws = torch.rand(pieces, CHANCES, generator=torch.Generator().manual_seed(7))
        self.sets = {}
        if chosen:
            self.sets["heads"] = photos.whole_heads(chosen).photos
        self.sets["frames"] = photos.whole_frames(draws.to(photos.device), side).photos
        self.teacher = teacher
        self.drawn = {name: self.in_parts(lambda x: teacher(x)[0], x) for name, x in self.sets.items()}
        self.frames = [file for file in files[:frames]]

    @staticmethod
    @torch.no_grad()
    def in_parts(draw, pictures, part=8):
        return torch.cat([draw(pictures[i:i + part]) for i in range(0, len(pictures), part)])

    def marks(self, student):
        mine = {name: self.in_parts(lambda x: student(x)[0], x) for name, x in self.sets.items()}
        return {name: marks(levels(self.sets[name]), levels(self.drawn[name]), levels(mine[name])) for name in mine}

    def sheet(self, student, rows, file, most_bytes=9_500_000):
        """Heads, then whole frames: photo, teacher and student side by side, a pixel for a pixel."""
        triples = []
        if "heads" in self.sets:
            chosen = spaced(range(len(self.sets["heads"])), rows)
            photos = self.sets["heads"][chosen]
            mine = self.in_parts(lambda x: student(x)[0], photos)
            triples = [beside(*(as_image(x) for x in three))
                       for three in zip(photos, self.drawn["heads"][chosen], mine)]
        across = 4
        parts = [row_of(triples[i:i + across]) for i in range(0, len(triples), across)]
        parts += [self.frame(student, path) for path in self.frames]
        width = max(part.shape[1] for part in parts)
        sheet = np.concatenate([np.pad(part, ((0, 8), (0, width - part.shape[1]), (0, 0)), constant_values=255)
                                for part in parts])
        for quality in (92, 88, 82, 74, 60):
            done, data = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if done and data.nbytes <= most_bytes:
                break
        with open(file, "wb") as out:
            out.write(data.tobytes())

    @torch.no_grad()
    def frame(self, student, path):
        picture = cv2.imread(path, cv2.IMREAD_COLOR)
        height, width = picture.shape[:2]
        factor = min(1, WORKING_SIDE / min(height, width))
        if factor < 1:
            picture = cv2.resize(picture, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)
        height, width = picture.shape[:2]
        padded = np.full((-(-height // 16) * 16, -(-width // 16) * 16, 3), 255, np.uint8)
        padded[:height, :width] = picture
        device = next(iter(self.sets.values())).device
        x = torch.from_numpy(padded).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
        x = x.contiguous(memory_format=torch.channels_last)
        return beside(picture, as_image(self.teacher(x)[0][0])[:height, :width],
                      as_image(student(x)[0][0])[:height, :width])


def spaced(things, count):
    """So many of a list, evenly."""
    count = min(count, len(things))
    return [things[index * len(things) // count] for index in range(count)]


def as_image(x):
    return levels(x).clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def beside(*images):
    return np.concatenate(images, 1)


def row_of(triples):
    gap = np.full((triples[0].shape[0], 8, 3), 255, np.uint8)
    return np.concatenate([part for triple in triples for part in (triple, gap)][:-1], 1)
