"""One student at its lessons: a step, its optimizer, what is kept of it."""
import contextlib
import math

import numpy as np
import torch

from losses import Inside, feature_loss, importance, judged, picture_loss
from networks import Discriminator, Student, Teacher

LEAST_RATE = 0.01
WARM_UP_STEPS = 200
WARM_UP_SHARE = 0.03

# A gradient so many times as long as usual is shortened to that.
MOST_TIMES_USUAL = 5
AVERAGE = 0.999
STEPS_BEFORE_RECORDING = 4
TASTE_BLOCKS = 1


def room(parameter):
    """Each parameter begins at a multiple of 64 numbers, as fast kernels want it."""
    return (parameter.numel() + 63) // 64 * 64


class Weights:
    """All weights of a module in one tensor, learnt with AdamW in a few operations.

    A gradient that is no number is left out, without the card being waited for. What changes from step to step is a
    few numbers on the card, so that a recorded step can be played again.
    """

    NUMBERS = 4

    def __init__(self, module, betas, decay):
        self.names = [name for name, _ in module.named_parameters()]
        self.module = module
        self.betas = betas
        self.decay = decay
        parameters = list(module.parameters())
        count = sum(room(parameter) for parameter in parameters)
        device = parameters[0].device
        self.values, self.gradient, self.first, self.second, self.average = torch.zeros(5, count, device=device)
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
            start += room(parameter)
            if parameter.dim() == 4:
                outer, inner, height, width = parameter.shape
                views.append(part.view(outer, height, width, inner).permute(0, 3, 1, 2))
            else:
                views.append(part.view(parameter.shape))
        return views

    def numbers(self, rate):
        """What the next step needs to know: a count of steps is kept here, not on the card."""
        self.steps += 1
        one, two = self.betas
        return [rate / (1 - one ** self.steps), 1 / math.sqrt(1 - two ** self.steps), 1 - rate * self.decay,
                1 - min(AVERAGE, (1 + self.steps) / (10 + self.steps))]

    @torch.no_grad()
    def learn(self, numbers):
        """A step along the gradient, which the running average follows."""
        rate, scale, kept, share = numbers.unbind()
        length = self.gradient.norm()
        fine = torch.isfinite(length)
        limit = torch.where(self.usual > 0, MOST_TIMES_USUAL * self.usual, length)
        factor = (limit / (length + 1e-12)).clamp(max=1)
        gradient = torch.where(fine, self.gradient * factor, torch.zeros_like(self.gradient))
        shortened = torch.minimum(length, limit)
        usual = torch.where(self.usual > 0, torch.lerp(self.usual, shortened, 0.03), shortened)
        self.usual.copy_(torch.where(fine, usual, self.usual))
        self.left_out += (~fine).float()
        one, two = self.betas
        self.first.lerp_(gradient, 1 - one)
        self.second.mul_(two).addcmul_(gradient, gradient, value=1 - two)
        way = self.first / (self.second.sqrt() * scale + 1e-8)
        self.values.mul_(kept).sub_(way * rate)
        self.average.add_((self.values - self.average) * share)

    def forget(self):
        self.gradient.zero_()

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


def rehearse(make):
    """Some steps of new lessons, for nothing: whatever is wrong shows before the time runs."""
    lessons = make()
    for fraction in (0.0, 0.5, 0.99):
        seen = []
        for _ in range(STEPS_BEFORE_RECORDING + 3 if lessons.records() else 1):
            lessons.step(fraction)
            seen.append(lessons.losses()[0])
        if not all(math.isfinite(loss) for loss in seen):
            raise RuntimeError("losses that are no numbers: %s" % seen)
        if len(seen) > 1 and len(set(seen[-3:])) < 3:
            raise RuntimeError("the same pieces again and again: %s" % seen)


class Lessons:
    """A student with its teacher and discriminator, and the pieces that it learns from."""

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
            lambda: torch.autocast(device_type=device.type, dtype=torch.bfloat16, cache_enabled=False))
        self.student = Weights(Student(*plan.channels).to(device), (0.9, 0.99), 1e-4)
        channels = self.student.module.stage_channels()
        self.inside = Weights(Inside(channels, self.teacher.stage_channels()).to(device), (0.9, 0.99), 1e-4)
        self.discriminator = Weights(Discriminator().to(device), (0.5, 0.99), 0)
        self.numbers = torch.zeros(2 + 3 * Weights.NUMBERS, device=device)
        self.lost = torch.zeros(5, device=device)
        self.lost_steps = 0
        self.recording = None
        self.recorded = None
        self.played = 0

    def step(self, fraction):
        """One step; `fraction` of the training is done."""
        plan = self.plan
        inside = max(0.0, 1 - fraction / plan.inside_share) if plan.inside_share else 0.0
        # The discriminator learns for a while before it is listened to.
        begin = 1 - plan.discriminator_share
        judges = plan.discriminator_weight > 0 and plan.discriminator_share > 0 and fraction >= begin - 0.02
        heard = plan.discriminator_weight * min(1.0, max(0.0, (fraction - begin) / 0.05)) if judges else 0.0
        rate = self.rate(fraction)
        idle = [0.0] * Weights.NUMBERS
        numbers = [inside, heard] + self.student.numbers(rate)
        numbers += self.inside.numbers(rate) if inside else idle
        numbers += self.discriminator.numbers(plan.discriminator_rate * max(0.1, rate / plan.rate)) if judges else idle
        self.numbers.copy_(torch.tensor(numbers), non_blocking=True)
        self.perform((inside > 0, judges))
        self.lost_steps += 1

    def records(self):
        return self.plan.record and self.device.type == "cuda"

    def perform(self, phase):
        """Does a step, or plays it again from a recording: a card then need not wait for a thousand small orders."""
        if not self.records():
            self.learn(*phase)
            return
        if self.recorded != phase:
            self.recording, self.recorded, self.played = None, phase, 0
        if self.recording is None:
            # The first steps choose the fastest kernels, which cannot be recorded.
            self.played += 1
            if self.played <= STEPS_BEFORE_RECORDING:
                self.learn(*phase)
                return
            self.recording = self.record(phase)
        self.recording.replay()

    def record(self, phase):
        torch.cuda.synchronize()
        recording = torch.cuda.CUDAGraph()
        trying = torch.backends.cudnn.benchmark
        torch.backends.cudnn.benchmark = False
        try:
            with torch.cuda.graph(recording, stream=torch.cuda.current_stream()):
                self.learn(*phase)
        finally:
            torch.backends.cudnn.benchmark = trying
        return recording

    def learn(self, looks_inside, judges):
        plan = self.plan
        inside_weight, heard = self.numbers[0], self.numbers[1]
        for_student, for_inside, for_discriminator = self.numbers[2:].view(3, Weights.NUMBERS)
        with torch.no_grad():
            pieces = self.photos.some(plan.heads, plan.frames, plan.side)
            photos = pieces.photos
            drawn, theirs = self.teacher(photos)
            weight = importance(photos, drawn, pieces.points)
        none = torch.zeros((), device=self.device)
        inside = taste = judgement = own = none
        mine, stages = self.student.module(photos, self.autocast)
        picture = picture_loss(mine, drawn, weight)
        loss = picture
        if looks_inside:
            with self.autocast():
                inside = self.inside.module(stages, theirs)
            loss = loss + inside_weight * inside
        if plan.taste_weight:
            with torch.no_grad():
                wanted = self.taste.features(drawn, TASTE_BLOCKS)
            taste = feature_loss(self.taste.features(mine, TASTE_BLOCKS), wanted)
            loss = loss + plan.taste_weight * taste
        if judges:
            self.discriminator.module.requires_grad_(False)
            with self.autocast():
                verdict = self.discriminator.module(photos, mine)
            judgement = judged(verdict, weight)(1)
            loss = loss + heard * judgement
        self.student.forget()
        self.inside.forget()
        loss.backward()
        self.student.learn(for_student)
        if looks_inside:
            self.inside.learn(for_inside)
        if judges:
            self.discriminator.module.requires_grad_(True)
            self.discriminator.forget()
            both = torch.cat([mine.detach(), drawn])
            with self.autocast():
                verdicts = self.discriminator.module(torch.cat([photos, photos]), both)
            wrong, right = verdicts.chunk(2)
            own = judged(wrong, weight)(0) + judged(right, weight)(1)
            own.backward()
            self.discriminator.learn(for_discriminator)
        self.lost += torch.stack([part.detach().float() for part in (picture, inside, taste, judgement, own)])

    def rate(self, fraction):
        warm = min(1.0, max((self.student.steps + 1) / WARM_UP_STEPS, fraction / WARM_UP_SHARE))
        cosine = (1 + math.cos(math.pi * min(1.0, fraction))) / 2
        return self.plan.rate * warm * (LEAST_RATE + (1 - LEAST_RATE) * cosine)

    def losses(self):
        """The mean losses since this was asked last: picture, inside, taste, judgement, the discriminator's own."""
        means = (self.lost / max(1, self.lost_steps)).tolist()
        self.lost.zero_()
        self.lost_steps = 0
        return means

    def state(self):
        """All that is needed to go on: the average, how far the weights are ahead of it, the discriminator."""
        arrays = {"average/" + name: array for name, array in self.student.arrays(self.student.average).items()}
        ahead = self.student.arrays(self.student.values - self.student.average)
        arrays.update({"ahead/" + name: array.astype(np.float16) for name, array in ahead.items()})
        discriminator = self.discriminator.arrays(self.discriminator.values)
        arrays.update({"discriminator/" + name: array.astype(np.float16) for name, array in discriminator.items()})
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
        if under("discriminator/"):
            self.discriminator.fill(self.discriminator.values, under("discriminator/"))
