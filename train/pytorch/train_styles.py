#!/usr/bin/env python3
"""Trains small networks for Katong, one for each of several DCT-Net styles, on one card in a given time.

    train_styles.py --seconds 3600 --photos photos/people --photos photos/scenes --faces faces.json \\
      --teacher anime=anime.onnx --teacher sketch=sketch.onnx --template network.onnx --out trained

A teacher is what `katong model convert` makes of a style's cartoon_bg.pb; faces.json is written by find_faces.py; the
template is any network of Katong's own shape, such as network.onnx of a built-in style. The folder --out gets, for each
style, STYLE.onnx (uint8 [N,H,W,3], BGR, both ways, for frames and for aligned heads), STYLE.jpg (held-out heads and
frames: photo, teacher, student), and for all together checkpoint.npz and log.json.

The styles are trained one after the other, each by a process of its own: the next one gets ready meanwhile, and what
goes wrong with one is the end of that one alone. Everything is scheduled by the clock.
"""
import argparse
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time

SAY_EVERY = 10
SAVE_EVERY = 60
EXAMS_AT = (0.25, 0.5, 0.75)

# For a process to end a step, in seconds.
GRACE = 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=3600, help="for everything, from the start to the last file")
    parser.add_argument("--photos", action="append", required=True, help="a folder of photos; may be given again")
    parser.add_argument("--faces", required=True, help="what find_faces.py wrote")
    parser.add_argument("--teacher", action="append", required=True, metavar="STYLE=FILE", help="may be given again")
    parser.add_argument("--template", required=True, help="a network of Katong's own shape")
    parser.add_argument("--out", required=True, help="a folder for the results")
    parser.add_argument("--share", action="append", default=[], metavar="STYLE=SHARE",
                        help="of the time, in any unit; 1 unless given")
    parser.add_argument("--each", type=float, help="train each style so many seconds, whatever the shares")
    parser.add_argument("--finish", type=float, default=20, help="seconds kept for the last style's exam and files")
    parser.add_argument("--hold", help="a file of photos' names to hold out, besides every tenth")
    parser.add_argument("--leave-out", help="a file of photos' names not to use")
    parser.add_argument("--limit", type=int, help="use so many photos only")
    parser.add_argument("--resume", help="a checkpoint.npz to go on from")
    parser.add_argument("--channels", default="24,48,96", help="at full resolution, half and a quarter of it")
    parser.add_argument("--heads", type=int, default=10, help="aligned heads in a step")
    parser.add_argument("--frames", type=int, default=6, help="windows of frames in a step")
    parser.add_argument("--side", type=int, default=288, help="of a window, in pixels; with heads it must be 288")
    parser.add_argument("--rate", type=float, default=2e-3, help="the highest learning rate")
    parser.add_argument("--inside-share", type=float, default=0.4,
                        help="how long student and teacher are compared inside")
    parser.add_argument("--taste-weight", type=float, default=0.15, help="of the teacher's first layers' view")
    parser.add_argument("--discriminator-share", type=float, default=0.45, help="how long at the end a discriminator is listened to")
    parser.add_argument("--discriminator-weight", type=float, default=0.06)
    parser.add_argument("--discriminator-rate", type=float, default=4e-4)
    parser.add_argument("--precision", choices=("bf16", "fp32"), help="bf16 on a card, fp32 without one")
    parser.add_argument("--try-kernels", type=int, default=4,
                        help="how many ways of each convolution are tried on a card for the fastest; 0 for none")
    parser.add_argument("--no-record", dest="record", action="store_false",
                        help="give a card each of a step's operations anew, instead of playing recorded steps")
    parser.add_argument("--exam-pieces", type=int, default=32, help="held-out heads and as many windows for marks")
    parser.add_argument("--sheet-heads", type=int, default=24)
    parser.add_argument("--sheet-frames", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    plan = parser.parse_args()
    plan.channels = tuple(int(channels) for channels in plan.channels.split(","))
    plan.teachers = dict(pair.split("=", 1) for pair in plan.teacher)
    plan.shares = {style: 1.0 for style in plan.teachers}
    plan.shares.update((style, float(share)) for style, share in (pair.split("=", 1) for pair in plan.share))
    if plan.heads and plan.frames and plan.side != 288:
        parser.error("heads are 288 pixels wide, and so must be windows beside them")
    if plan.heads + plan.frames < 1 or plan.side % 4:
        parser.error("a step needs pieces, with sides that are multiples of 4")
    return plan


def listed(file):
    if not file:
        return set()
    with open(file) as lines:
        return {line.split("#")[0].strip() for line in lines} - {""}


# --- one style, in a process of its own ---


def split(plan):
    """The photos to learn from, and those that are held out: every tenth by name, and more that are named."""
    from faces import photo_files
    files = photo_files(plan.photos)
    left_out, hold = listed(plan.leave_out), listed(plan.hold)
    if plan.limit:
        files = files[::max(1, len(files) // plan.limit)][:plan.limit]
    held = [file for index, file in enumerate(files) if index % 10 == 3 or os.path.basename(file) in hold]
    return ([file for file in files if file not in set(held) and os.path.basename(file) not in left_out],
            [file for file in held if os.path.basename(file) not in left_out])


def tell(line):
    print(line, flush=True)


def told(what, value):
    """For the parent, which knows such lines by their first letter."""
    tell("@%s %s" % (what, json.dumps(value)))


def work(plan):
    import numpy as np
    import torch
    from exam import Exam, spaced
    from learning import Lessons, rehearse
    from networks import write_student
    from pictures import Photos

    style = plan.worker
    begun = time.time()
    torch.manual_seed(plan.seed + sum(map(ord, style)))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        # Only what runs in a stream of its own can be recorded.
        torch.cuda.set_stream(torch.cuda.Stream())
    plan.precision = plan.precision or ("bf16" if device.type == "cuda" else "fp32")
    with open(plan.faces) as file:
        found = json.load(file)
    learnt_from, held = split(plan)
    photos = Photos(learnt_from, found, device)
    held_photos = Photos(held, found, device)
    if not photos.heads:
        plan.heads = 0
    try:
        rehearse(lambda: Lessons(plan, plan.teachers[style], photos, device))
    except RuntimeError as error:
        if not plan.record or device.type != "cuda":
            raise
        tell("steps cannot be recorded here, so it goes on without: %s" % error)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-u", *sys.argv, "--no-record"])
    lessons = Lessons(plan, plan.teachers[style], photos, device)
    if plan.resume:
        with np.load(plan.resume) as archive:
            state = {name[len(style) + 1:]: archive[name] for name in archive.files if name.startswith(style + "/")}
        if state:
            lessons.restore(state)
            tell("goes on from %s" % plan.resume)
    # Photos of people first: half of the sheet's frames.
    people = [file for file in held if found.get(os.path.basename(file), {}).get("faces")]
    others = [file for file in held if file not in people]
    half = min(len(people), plan.sheet_frames - plan.sheet_frames // 3)
    shown = spaced(people, half) + spaced(others, plan.sheet_frames - half)
    exam = Exam(held_photos, shown, lessons.teacher, plan.exam_pieces, plan.sheet_frames, plan.side)
    check_teacher(plan.teachers[style], lessons.teacher, exam)
    tell("ready after %.0f s: %d photos and %d heads to learn from, %d and %d held out, on %s in %s" % (
        time.time() - begun, photos.count, photos.heads, held_photos.count, held_photos.heads,
        torch.cuda.get_device_name(device) if device.type == "cuda" else "a processor", plan.precision))
    told("ready", True)

    deadline = json.loads(sys.stdin.readline())["deadline"]
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = plan.try_kernels > 0
        if plan.try_kernels and hasattr(torch.backends.cudnn, "benchmark_limit"):
            torch.backends.cudnn.benchmark_limit = plan.try_kernels
        torch.backends.cudnn.allow_tf32 = True
    train(plan, lessons, exam, deadline, device)
    told("trained", lessons.student.steps)

    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.allow_tf32 = False
    save(plan, lessons, write_student)
    with lessons.student.averaged() as student:
        examine(plan, lessons, exam, 1.0)
        check_student(plan, exam, write_student, lessons)
        exam.sheet(student, plan.sheet_heads, os.path.join(plan.out, style + ".jpg"))
    told("done", True)


def train(plan, lessons, exam, deadline, device):
    from collections import deque

    import torch
    from networks import write_student
    begin = said_at = saved_at = time.time()
    exams = list(EXAMS_AT)
    steps_then = 0
    launching = 0.0
    ends = deque()
    while True:
        now = time.time()
        fraction = (now - begin) / max(1e-6, deadline - begin)
        if fraction >= 1:
            break
        lessons.step(fraction)
        launching += time.time() - now
        if device.type == "cuda":
            # The card is kept busy, but not given more than two steps in advance.
            end = torch.cuda.Event()
            end.record()
            ends.append(end)
            if len(ends) > 2:
                ends.popleft().synchronize()
        now = time.time()
        if now - said_at >= SAY_EVERY or lessons.student.steps == 1:
            count = lessons.student.steps - steps_then
            picture, inside, taste, judgement, own = lessons.losses()
            now = time.time()
            tell("%3.0f %% step %d, %.1f a second (%.0f %% of it launching), picture %.4f inside %.3f taste %.3f "
                 "judgement %.3f discriminator %.3f, left out %d" % (
                     100 * fraction, lessons.student.steps, count / (now - said_at),
                     100 * launching / max(1e-6, now - said_at), picture, inside, taste, judgement, own,
                     int(lessons.student.left_out.item() + lessons.discriminator.left_out.item())))
            said_at, steps_then, launching = now, lessons.student.steps, 0.0
        if exams and fraction >= exams[0]:
            exams.pop(0)
            with lessons.student.averaged():
                examine(plan, lessons, exam, fraction)
        if now - saved_at > SAVE_EVERY:
            save(plan, lessons, write_student)
            saved_at = time.time()
    if device.type == "cuda":
        torch.cuda.synchronize()
    seconds = time.time() - begin
    tell("trained %.0f s, %d steps, %.1f a second" % (
        seconds, lessons.student.steps, lessons.student.steps / max(1e-6, seconds)))


def examine(plan, lessons, exam, fraction):
    import torch
    fast = torch.backends.cudnn.benchmark, torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.benchmark, torch.backends.cudnn.allow_tf32 = False, False
    from exam import said
    try:
        marks = exam.marks(lessons.student.module)
    finally:
        torch.backends.cudnn.benchmark, torch.backends.cudnn.allow_tf32 = fast
    for name, result in marks.items():
        tell("exam at %.0f %%, %s: %s" % (100 * fraction, name, said(result)))
    told("marks", {"fraction": fraction, "step": lessons.student.steps, **marks})


def save(plan, lessons, write_student):
    """The student as it is now, and all that is needed to go on."""
    import numpy as np
    weights = lessons.student
    if not bool(weights.average.isfinite().all()):
        tell("not saved: weights that are no numbers")
        return
    write_student(plan.template, weights.arrays(weights.average), os.path.join(plan.out, plan.worker + ".onnx"))
    file = os.path.join(plan.work, plan.worker + ".npz")
    with open(file + ".part", "wb") as out:
        np.savez(out, **lessons.state())
    os.replace(file + ".part", file)


def runtime(file):
    """The network in ONNX Runtime, or nothing where that is not installed."""
    try:
        import onnxruntime
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(8, os.cpu_count() or 1)
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return lambda photo: session.run(None, {session.get_inputs()[0].name: photo})[0]


def bytes_of(x):
    from exam import levels
    return levels(x).permute(0, 2, 3, 1).contiguous().cpu().numpy().astype("uint8")


def differences(drawn, wanted):
    import numpy as np
    away = np.abs(drawn.astype(np.int32) - wanted.astype(np.int32))
    return int(away.max()), float(away.mean())


def check_teacher(file, teacher, exam):
    """The teacher here must draw as its network does elsewhere."""
    draw = runtime(file)
    if draw is None:
        return
    pieces = next(iter(exam.sets.values()))[:2]
    most, mean = differences(bytes_of(exam.in_parts(lambda x: teacher(x)[0], pieces)), draw(bytes_of(pieces)))
    tell("the teacher here and in ONNX Runtime: at most %d grey levels apart, %.3f on average" % (most, mean))
    if mean > 0.6:
        raise SystemExit("the teacher does not draw here as it should")


def check_student(plan, exam, write_student, lessons):
    """The file must draw as the student does here; called with the averaged weights in place."""
    file = os.path.join(plan.out, plan.worker + ".onnx")
    write_student(plan.template, lessons.student.arrays(lessons.student.average), file)
    draw = runtime(file)
    if draw is None:
        return
    pieces = next(iter(exam.sets.values()))[:2]
    most, mean = differences(
        bytes_of(exam.in_parts(lambda x: lessons.student.module(x)[0], pieces)), draw(bytes_of(pieces)))
    tell("the student here and its file in ONNX Runtime: at most %d grey levels apart, %.3f on average" % (most, mean))


# --- all styles ---


class Worker:
    """The process that trains a style."""

    def __init__(self, plan, style, events):
        self.style = style
        self.marks = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", os.path.abspath(__file__), *sys.argv[1:], "--worker", style, "--work", plan.work],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
        threading.Thread(target=self.listen, args=(events,), daemon=True).start()

    def listen(self, events):
        for line in self.process.stdout:
            events.put((self, line.rstrip("\n")))
        self.process.wait()
        events.put((self, None))

    def go(self, deadline):
        try:
            self.process.stdin.write(json.dumps({"deadline": deadline}) + "\n")
            self.process.stdin.flush()
        except OSError:
            pass


class School:
    """Lets one worker train after the other, and gathers what they made."""

    def __init__(self, plan):
        self.plan = plan
        self.begun = time.time()
        self.end = self.begun + plan.seconds
        self.lines = []
        self.events = queue.Queue()
        self.states = {}
        self.workers = {}

    def say(self, style, line):
        line = "%5.0f s %s: %s" % (time.time() - self.begun, style, line)
        self.lines.append(line)
        print(line, flush=True)

    def run(self):
        plan = self.plan
        for style in plan.teachers:
            self.workers[style] = Worker(plan, style, self.events)
            self.states[style] = "begun"
        waiting = list(plan.teachers)
        while waiting:
            style = waiting[0]
            self.until(lambda: self.states[style] != "begun", self.end - plan.finish)
            waiting.pop(0)
            if self.states[style] != "ready":
                self.stop(style)
                continue
            left = self.end - plan.finish - time.time()
            total = plan.shares[style] + sum(plan.shares[other] for other in waiting if self.alive(other))
            seconds = plan.each or left * plan.shares[style] / total
            deadline = min(time.time() + seconds, self.end - plan.finish)
            if deadline - time.time() < 1:
                self.say(style, "no time is left for it")
                self.stop(style)
                continue
            self.say(style, "begins, for %.0f s" % (deadline - time.time()))
            self.workers[style].go(deadline)
            self.until(lambda: self.states[style] not in ("ready",), deadline + GRACE)
            if self.states[style] == "ready":
                self.say(style, "does not end in time; its last saved state counts")
                self.stop(style)
        self.until(lambda: not any(self.alive(style) for style in self.states), self.end - 4)
        for style in self.states:
            if self.alive(style):
                self.say(style, "is not done in time")
                self.stop(style)
        self.gather()
        return all(state == "done" for state in self.states.values())

    def alive(self, style):
        return self.workers[style].process.poll() is None

    def until(self, holds, deadline):
        """Reads what the workers say until something holds, or it is too late."""
        while not holds() and time.time() < deadline:
            try:
                worker, line = self.events.get(timeout=min(0.5, max(0.01, deadline - time.time())))
            except queue.Empty:
                continue
            if line is None:
                if self.states[worker.style] != "done":
                    self.states[worker.style] = "failed"
                    self.say(worker.style, "has failed, with exit code %s" % worker.process.returncode)
            elif line.startswith("@"):
                what, _, value = line[1:].partition(" ")
                if what == "marks":
                    worker.marks.append(json.loads(value))
                else:
                    self.states[worker.style] = what
            elif line:
                self.say(worker.style, line)

    def stop(self, style):
        self.workers[style].process.kill()
        if self.states[style] != "done":
            self.states[style] = "failed"

    def gather(self):
        import numpy as np
        together = {}
        for style in self.states:
            file = os.path.join(self.plan.work, style + ".npz")
            if os.path.exists(file):
                with np.load(file) as archive:
                    together.update({"%s/%s" % (style, name): archive[name] for name in archive.files})
        if together:
            np.savez_compressed(os.path.join(self.plan.out, "checkpoint.npz"), **together)
        settings = {name: value for name, value in vars(self.plan).items() if name not in ("worker", "work")}
        log = {"settings": settings, "states": self.states, "lines": self.lines,
               "marks": {style: worker.marks for style, worker in self.workers.items()}}
        with open(os.path.join(self.plan.out, "log.json"), "w") as out:
            json.dump(log, out, indent=1, default=str)
        for style, worker in self.workers.items():
            for mark in worker.marks[-1:]:
                from_exam = {name: {key: round(value, 4) for key, value in mark[name].items()}
                             for name in ("heads", "frames") if name in mark}
                print("%s, step %d, %s: %s" % (style, mark["step"], self.states[style], json.dumps(from_exam)))


def main():
    plan = arguments()
    os.makedirs(plan.out, exist_ok=True)
    if plan.worker:
        work(plan)
        return
    with tempfile.TemporaryDirectory() as plan.work:
        if not School(plan).run():
            sys.exit(1)


if __name__ == "__main__":
    main()
