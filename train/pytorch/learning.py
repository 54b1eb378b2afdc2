"""One student at its lessons: a step, its optimizer, what is kept of it."""
import contextlib
import math

import numpy as np
import torch

from losses import Inside, feature_loss, importance, judged, picture_loss
from networks import Critic, Student, Teacher
from pictures import CHANCES, Pieces

LEAST_RATE = 0.01
WARM_UP_STEPS = 200
WARM_UP_SHARE = 0.03

# A gradient so many times as long as usual is shortened to that.
MOST_TIMES_USUAL = 5
AVERAGE = 0.999
TASTE_BLOCKS = 2


class Weights:
    """All weights of a module in one tensor, learnt with AdamW in a few operations.

    A gradient that is no number is left out, without the card being waited for.
    """

    def __init__(self, module, betas, decay):
        self.names = [name for name, _ in module.named_parameters()]
        self.module = module
        self.betas = betas
        self.decay = decay
        parameters = list(module.parameters())
        count = sum(parameter.numel() for parameter in parameters)
        device = parameters[0].device
        self.values = torch.zeros(count, device=device)
        self.gradient = torch.zeros(count, device=device)
        self.first = torch.zeros(count, device=device)
        self.second = torch.zeros(count, device=device)
        self.average = torch.zeros(count, device=device)
        self.usual = torch.zeros((), device=device)
        self.left_out = torch.zeros((), device=device)
        self.steps = 0
        with torch.no_grad():
            for parameter, value, gradient in zip(parameters, self.views(self.values), self.views(self.gradient)):
                value.copy_(parameter)
                parameter.data = value
                parameter.grad = gradient
        self.average.copy_(self.values)

    def views(self, flat):
        """A tensor's parts in the parameters' shapes; kernels lie as the card's convolutions want them."""
        start = 0
        views = []
        for parameter in self.module.parameters():
            part = flat[start:start + parameter.numel()]
            start += parameter.numel()
            if parameter.dim() == 4:
                outer, inner, height, width = parameter.shape
                views.append(part.view(outer, height, width, inner).permute(0, 3, 1, 2))
            else:
                views.append(part.view(parameter.shape))
        return views

    @torch.no_grad()
    def learn(self, rate):
        self.steps += 1
        length = self.gradient.norm()
        fine = torch.isfinite(length)
        if self.steps == 1:
            self.usual.copy_(torch.where(fine, length, torch.ones_like(length)))
        limit = MOST_TIMES_USUAL * self.usual
        factor = (limit / (length + 1e-12)).clamp(max=1)
        gradient = torch.where(fine, self.gradient * factor, torch.zeros_like(self.gradient))
        self.usual.lerp_(torch.where(fine, torch.minimum(length, limit), self.usual), 0.03)
        self.left_out += (~fine).float()
        one, two = self.betas
        self.first.lerp_(gradient, 1 - one)
        self.second.mul_(two).addcmul_(gradient, gradient, value=1 - two)
        spread = (self.second / (1 - two ** self.steps)).sqrt_().add_(1e-8)
        if self.decay:
            self.values.mul_(1 - rate * self.decay)
        self.values.addcdiv_(self.first, spread, value=-rate / (1 - one ** self.steps))

    def forget(self):
        self.gradient.zero_()

    @torch.no_grad()
    def follow(self):
        """The running average takes a step after the values."""
        self.average.lerp_(self.values, 1 - min(AVERAGE, (1 + self.steps) / (10 + self.steps)))

    @contextlib.contextmanager
    def averaged(self):
        """The module with the average of its last weights."""
        kept = self.values.clone()
        self.values.copy_(self.average)
        try:
            yield self.module
        finally:
            self.values.copy_(kept)

    def arrays(self, flat):
        """A tensor's parts as arrays, by the parameters' names."""
        return {name: np.ascontiguousarray(view.detach().cpu().numpy())
                for name, view in zip(self.names, self.views(flat))}

    @torch.no_grad()
    def fill(self, flat, arrays):
        for name, view in zip(self.names, self.views(flat)):
            view.copy_(torch.from_numpy(np.asarray(arrays[name], np.float32)).to(view.device))


class Lessons:
    """A student with its teacher and critic, and the pieces that it learns from."""

    def __init__(self, plan, teacher_file, photos, device):
        self.plan = plan
        self.photos = photos
        self.device = device
        last = torch.channels_last
        precise = plan.precision == "fp32"
        self.teacher = Teacher(teacher_file).to(device)
        self.taste = Teacher(teacher_file).to(device)
        if not precise:
            self.teacher.to(torch.float16 if device.type == "cuda" else torch.bfloat16)
            self.taste.to(torch.bfloat16)
        self.teacher.to(memory_format=last)
        self.taste.to(memory_format=last)
        self.autocast = contextlib.nullcontext if precise else (
            lambda: torch.autocast(device_type=device.type, dtype=torch.bfloat16))
        self.student = Weights(Student(*plan.channels).to(device), (0.9, 0.99), 1e-4)
        channels = self.student.module.stage_channels()
        self.inside = Weights(Inside(channels, self.teacher.stage_channels()).to(device), (0.9, 0.99), 1e-4)
        self.critic = Weights(Critic().to(device), (0.5, 0.99), 0)
        self.lost = torch.zeros(5, device=device)
        self.lost_steps = 0

    def pieces(self):
        plan = self.plan
        chance = torch.rand(plan.heads + plan.frames, CHANCES, device=self.device)
        parts = []
        if plan.heads:
            parts.append(self.photos.some_heads(chance[:plan.heads]))
        if plan.frames:
            parts.append(self.photos.some_frames(chance[plan.heads:], plan.side))
        if len(parts) == 1:
            return parts[0]
        photos = torch.cat([part.photos for part in parts]).contiguous(memory_format=torch.channels_last)
        return Pieces(photos, torch.cat([part.points for part in parts]))

    def step(self, fraction):
        """One step; `fraction` of the training is done."""
        plan = self.plan
        with torch.no_grad():
            pieces = self.pieces()
            photos = pieces.photos
            drawn, theirs = self.teacher(photos)
            weight = importance(photos, drawn, pieces.points)
        mine, stages = self.student.module(photos, self.autocast)
        picture = picture_loss(mine, drawn, weight)
        loss = picture
        parts = [picture.detach()]
        inside_weight = max(0.0, 1 - fraction / plan.inside_share) if plan.inside_share else 0.0
        if inside_weight > 0:
            with self.autocast():
                inside = self.inside.module(stages, theirs)
            loss = loss + inside_weight * inside
            parts.append(inside.detach())
        else:
            parts.append(torch.zeros_like(picture))
        if plan.taste_weight:
            with torch.no_grad():
                wanted = self.taste.features(drawn, TASTE_BLOCKS)
            taste = feature_loss(self.taste.features(mine, TASTE_BLOCKS), wanted)
            loss = loss + plan.taste_weight * taste
            parts.append(taste.detach())
        else:
            parts.append(torch.zeros_like(picture))
        # The critic learns for a while before it is listened to.
        begin = 1 - plan.critic_share
        judges = plan.critic_weight > 0 and fraction >= begin - 0.02
        heard = plan.critic_weight * min(1.0, max(0.0, (fraction - begin) / 0.05)) if judges else 0.0
        if heard > 0:
            self.critic.module.requires_grad_(False)
            with self.autocast():
                verdict = self.critic.module(photos, mine)
            judgement = judged(verdict, weight)(1)
            loss = loss + heard * judgement
            parts.append(judgement.detach())
        else:
            parts.append(torch.zeros_like(picture))
        self.student.forget()
        self.inside.forget()
        loss.backward()
        rate = self.rate(fraction)
        self.student.learn(rate)
        if inside_weight > 0:
            self.inside.learn(rate)
        self.student.follow()
        if judges:
            self.critic.module.requires_grad_(True)
            self.critic.forget()
            both = torch.cat([mine.detach(), drawn])
            with self.autocast():
                verdicts = self.critic.module(torch.cat([photos, photos]), both)
            wrong, right = verdicts.chunk(2)
            own = judged(wrong, weight)(0) + judged(right, weight)(1)
            own.backward()
            self.critic.learn(plan.critic_rate * max(0.1, self.rate(fraction) / plan.rate))
            parts.append(own.detach())
        else:
            parts.append(torch.zeros_like(picture))
        self.lost += torch.stack([part.float() for part in parts])
        self.lost_steps += 1

    def rate(self, fraction):
        warm = min(1.0, max((self.student.steps + 1) / WARM_UP_STEPS, fraction / WARM_UP_SHARE))
        cosine = (1 + math.cos(math.pi * min(1.0, fraction))) / 2
        return self.plan.rate * warm * (LEAST_RATE + (1 - LEAST_RATE) * cosine)

    def losses(self):
        """The mean losses since this was asked last: picture, inside, taste, judgement, the critic's own."""
        means = (self.lost / max(1, self.lost_steps)).tolist()
        self.lost.zero_()
        self.lost_steps = 0
        return means

    def state(self):
        """All that is needed to go on: the average, how far the weights are ahead of it, the critic."""
        arrays = {"average/" + name: array for name, array in self.student.arrays(self.student.average).items()}
        ahead = self.student.arrays(self.student.values - self.student.average)
        arrays.update({"ahead/" + name: array.astype(np.float16) for name, array in ahead.items()})
        critic = self.critic.arrays(self.critic.values)
        arrays.update({"critic/" + name: array.astype(np.float16) for name, array in critic.items()})
        return arrays

    def restore(self, arrays):
        """Goes on from a state."""
        def under(prefix):
            return {name[len(prefix):]: np.asarray(array, np.float32)
                    for name, array in arrays.items() if name.startswith(prefix)}
        average, ahead = under("average/"), under("ahead/")
        self.student.fill(self.student.average, average)
        if ahead:
            self.student.fill(self.student.values, {name: average[name] + ahead[name] for name in average})
        else:
            self.student.fill(self.student.values, average)
        if under("critic/"):
            self.critic.fill(self.critic.values, under("critic/"))
