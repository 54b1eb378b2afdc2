"""How far a student's pictures are from its teacher's."""
import functools

import torch
from torch import nn
from torch.nn import functional as F

# How much more it counts where the teacher changes the photo, at its lines, and at the features of faces.
CHANGED = 1.5
LINES = 1.0
FEATURES = 1.5
MOST_TIMES_MEAN = 4.0

# Places of a face, with 0, 0 between the eyes, 1 the distance of the eyes, y towards the mouth: brows, the jaw's
# corners, the chin; and the radius of what lies there.
OTHER_PLACES = ((-0.5, -0.35, 0.3), (0.5, -0.35, 0.3), (-0.72, 1.15, 0.3), (0.72, 1.15, 0.3), (0.0, 1.75, 0.35))
POINT_RADII = (0.32, 0.32, 0.3, 0.25, 0.25)
MIDDLE_RADIUS = 0.35


@functools.lru_cache(maxsize=None)
def constant(values, device):
    """Numbers on the card, brought there once: bringing them makes everything wait."""
    return torch.tensor(values, device=device)


def smoothed(x, side):
    return F.avg_pool2d(x, side, 1, side // 2, count_include_pad=False)


def times_mean(x, floor):
    """Each value in means of its picture, limited; `floor` keeps pictures without any from being all noise."""
    return (x / (x.mean((1, 2, 3), keepdim=True) + floor)).clamp(max=MOST_TIMES_MEAN)


def steps(x):
    """From each pixel to the next one, across and down, 0 at the end."""
    across = F.pad(x[:, :, :, 1:] - x[:, :, :, :-1], (0, 1, 0, 0))
    down = F.pad(x[:, :, 1:] - x[:, :, :-1], (0, 0, 0, 1))
    return across, down


def face_map(points, side):
    """Where features of faces lie, 0 to 1, of points [N,faces,5,2]."""
    left, right = points[:, :, 0], points[:, :, 1]
    middle = (left + right) / 2
    unit = (right - left).norm(dim=-1, keepdim=True)
    mouth = (points[:, :, 3] + points[:, :, 4]) / 2
    x_axis = right - left
    y_axis = torch.stack([-x_axis[..., 1], x_axis[..., 0]], -1)
    y_axis = y_axis * torch.sign((y_axis * (mouth - middle)).sum(-1, keepdim=True))
    places = [points[:, :, index] for index in range(5)] + [mouth]
    radii = list(POINT_RADII) + [MIDDLE_RADIUS]
    for x, y, radius in OTHER_PLACES:
        places.append(middle + x * x_axis + y * y_axis)
        radii.append(radius)
    places = torch.stack(places, 2).flatten(1, 2)
    radii = (unit * constant(tuple(radii), points.device)).flatten(1, 2)
    line = torch.arange(side, dtype=torch.float32, device=points.device)
    # A Gaussian is a product of one across and one down.
    scale = 0.5 / (radii * radii).clamp(min=1)
    across = torch.exp(-((line - places[..., 0:1]) ** 2) * scale[..., None])
    down = torch.exp(-((line - places[..., 1:2]) ** 2) * scale[..., None])
    # The sum of all, as one product of matrices, is near enough to the largest.
    return torch.bmm(down.transpose(1, 2), across).clamp(max=1)[:, None]


def importance(photos, drawn, points):
    """How much each pixel counts: 1 on average."""
    changed = smoothed((drawn - photos).abs().mean(1, keepdim=True), 15)
    across, down = steps(drawn.mean(1, keepdim=True))
    lines = smoothed(across.abs() + down.abs(), 3)
    weight = 1 + CHANGED * times_mean(changed, 0.02) + LINES * times_mean(lines, 0.01)
    weight = weight + FEATURES * face_map(points, photos.shape[-1])
    return weight / weight.mean((1, 2, 3), keepdim=True)


def picture_loss(mine, drawn, weight):
    """The weighted difference of colours and of steps between neighbours, and of colours at two coarser sizes."""
    away = mine - drawn
    loss = (weight * away.abs()).mean()
    across, down = steps(away)
    loss = loss + (weight * (across.abs() + down.abs())).mean()
    for _ in range(2):
        away = F.avg_pool2d(away, 2)
        loss = loss + 0.5 * away.abs().mean()
    return loss


def feature_loss(mine, drawn):
    """The difference of features, in deviations of each feature."""
    total = 0
    for one, other in zip(mine, drawn):
        one, other = one.float(), other.float()
        deviation = other.std((0, 2, 3), keepdim=True) + 1e-3
        total = total + ((one - other) / deviation).abs().mean()
    return total / len(drawn)


class Inside(nn.Module):
    """Compares student and teacher inside, each place through a 1x1 convolution that is thrown away later."""

    def __init__(self, student_channels, teacher_channels):
        super().__init__()
        self.bridges = nn.ModuleList(
            nn.Conv2d(mine, theirs, 1) for mine, theirs in zip(student_channels, teacher_channels))

    def forward(self, mine, theirs):
        total = 0
        for bridge, one, other in zip(self.bridges, mine, theirs):
            other = other.float()
            variance = other.var((0, 2, 3), keepdim=True).mean() + 1e-6
            total = total + (bridge(one).float() - other).square().mean() / variance
        return total / len(theirs)


def judged(verdict, weight):
    """Errors of verdicts, weighted as the pixels that they are about."""
    weight = F.adaptive_avg_pool2d(weight, verdict.shape[-2:])
    return lambda wanted: (weight * (verdict.float() - wanted).square()).mean()
