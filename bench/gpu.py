"""Times a network with PyTorch on a card: the file's own operations, channels last, cuDNN choosing freely.

usage: python3 bench/gpu.py "SIDES" "BATCHES" ROUNDS NETWORK.onnx...
Needs torch with CUDA and onnx, and prints rows as the program Gpu does. It knows the operations of the networks that
Katong imports for DCT-Net; of others it says which it lacks. Convolutions may use TF32, as in ONNX Runtime.
KATONG_TORCH=cpu runs it without a card, to check that it draws.
"""

import os
import statistics
import sys
import time
from pathlib import Path

try:
    import onnx
    import torch
    import torch.nn.functional as F
    from onnx import numpy_helper
except ImportError as missing:
    sys.exit(f"PyTorch was not measured: {missing}; pip install torch onnx")

device = os.environ.get("KATONG_TORCH", "cuda")
if device == "cuda" and not torch.cuda.is_available():
    sys.exit("PyTorch was not measured: it sees no card")

torch.backends.cudnn.benchmark = True
TYPES = {1: torch.float32, 2: torch.uint8, 6: torch.int32, 7: torch.int64, 10: torch.float16}


def pads(of, x, kernel, strides):
    """Left, right, top and bottom, as F.pad takes them."""
    if of.get("auto_pad", b"NOTSET") in (b"SAME_UPPER", b"SAME_LOWER"):
        if of["auto_pad"] == b"SAME_LOWER":
            raise NotImplementedError("auto_pad SAME_LOWER")
        both = []
        for size, k, s in zip(reversed(x.shape[2:]), reversed(kernel), reversed(strides)):
            total = max((-(-size // s) - 1) * s + k - size, 0)
            both += [total // 2, total - total // 2]
        return both
    top, left, bottom, right = of.get("pads", [0, 0, 0, 0])
    return [left, right, top, bottom]


def conv(of, x, weights, bias=None):
    strides = of.get("strides", [1, 1])
    left, right, top, bottom = pads(of, x, weights.shape[2:], strides)
    padding = (top, left)
    if left != right or top != bottom:
        x, padding = F.pad(x, (left, right, top, bottom)), 0
    return F.conv2d(x, weights, bias, strides, padding, of.get("dilations", [1, 1]), of.get("group", 1))


def average_pool(of, x):
    left, right, top, bottom = pads(of, x, of["kernel_shape"], of.get("strides", [1, 1]))
    if left != right or top != bottom:
        raise NotImplementedError("AveragePool with uneven pads")
    return F.avg_pool2d(
        x, of["kernel_shape"], of.get("strides", [1, 1]), (top, left),
        count_include_pad=bool(of.get("count_include_pad", 0)))


def resize(of, x, _roi, scales):
    """Linear and asymmetric: output i lies at i / scale of the input."""
    height, width = (int(s) for s in scales[2:])
    if of.get("mode") != b"linear" or of.get("coordinate_transformation_mode") != b"asymmetric" \
            or [1, 1, height, width] != [float(s) for s in scales]:
        raise NotImplementedError("Resize other than linear, asymmetric, by whole numbers")
    h, w = x.shape[2:]
    x = F.pad(x, (0, 1, 0, 1), mode="replicate")
    x = F.interpolate(x, size=(h * height + 1, w * width + 1), mode="bilinear", align_corners=True)
    return x[:, :, :-1, :-1]


OPERATIONS = {
    "Add": lambda of, a, b: a + b,
    "Sub": lambda of, a, b: a - b,
    "Mul": lambda of, a, b: a * b,
    "Div": lambda of, a, b: a / b if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc"),
    "Min": lambda of, a, b: torch.minimum(a, b),
    "Max": lambda of, a, b: torch.maximum(a, b),
    "Cast": lambda of, a: a.to(TYPES[of["to"]]),
    "Shape": lambda of, a: torch.tensor(a.shape),
    "Reshape": lambda of, a, shape: a.reshape([int(s) or a.shape[i] for i, s in enumerate(shape)]),
    "Transpose": lambda of, a: a.permute(of["perm"]),
    "LeakyRelu": lambda of, a: F.leaky_relu(a, of.get("alpha", 0.01)),
    "DepthToSpace": lambda of, a: depth_to_space(of, a),
    "Conv": conv,
    "AveragePool": average_pool,
    "Resize": resize,
}


def depth_to_space(of, x):
    if of.get("mode") != b"CRD":
        raise NotImplementedError("DepthToSpace other than CRD")
    return F.pixel_shuffle(x, of["blocksize"])


class Network:
    def __init__(self, file):
        graph = onnx.load(file).graph
        scales = {node.input[2] for node in graph.node if node.op_type == "Resize" and len(node.input) > 2}
        self.constants = {}
        for constant in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(constant).copy())
            if value.dim() == 4:
                value = value.to(memory_format=torch.channels_last)
            # Shapes and scales are read on the processor.
            on_card = value.is_floating_point() and constant.name not in scales
            self.constants[constant.name] = value.to(device) if on_card else value
        self.nodes = [
            (node.op_type, {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}, node.input, node.output[0])
            for node in graph.node
        ]
        lacking = sorted({kind for kind, *_ in self.nodes} - OPERATIONS.keys())
        if lacking:
            raise NotImplementedError(", ".join(lacking))
        # Constants that only change their type are changed once, as ONNX Runtime does when it loads a network.
        for kind, of, inputs, output in list(self.nodes):
            if kind == "Cast" and inputs[0] in self.constants:
                self.constants[output] = OPERATIONS[kind](of, self.constants[inputs[0]])
                self.nodes.remove((kind, of, inputs, output))
        self.input, self.output = graph.input[0].name, graph.output[0].name
        read = {}
        for at, (_, _, inputs, _) in enumerate(self.nodes):
            for name in inputs:
                read[name] = at
        self.dead = [[n for n in set(inputs) if n not in self.constants and read[n] == at and n]
                     for at, (_, _, inputs, _) in enumerate(self.nodes)]

    def __call__(self, pictures):
        values = {self.input: pictures}
        for (kind, of, inputs, output), dead in zip(self.nodes, self.dead):
            taken = [self.constants[n] if n in self.constants else values.get(n) for n in inputs]
            values[output] = OPERATIONS[kind](of, *taken)
            for name in dead:
                del values[name]
        return values[self.output]


def run(network, pictures):
    with torch.inference_mode():
        drawn = network(pictures.to(device)).cpu()
    return drawn


def main():
    sides, batches, rounds = sys.argv[1].split(), sys.argv[2].split(), int(sys.argv[3])
    for file in sys.argv[4:]:
        for side in map(int, sides):
            for batch in map(int, batches):
                row = f"| PyTorch | {Path(file).name} | {side}² | {batch} |"
                try:
                    begin = time.perf_counter()
                    if device == "cuda":
                        torch.cuda.empty_cache()
                        torch.cuda.reset_peak_memory_stats()
                    network = Network(file)
                    pictures = torch.full((batch, side, side, 3), 120, dtype=torch.uint8)
                    run(network, pictures)
                    cold = 1e3 * (time.perf_counter() - begin)
                    times = []
                    for _ in range(rounds):
                        begin = time.perf_counter()
                        run(network, pictures)
                        times.append(1e3 * (time.perf_counter() - begin))
                    median = statistics.median(times)
                    memory = torch.cuda.max_memory_reserved() >> 20 if device == "cuda" else "–"
                    print(f"{row} {cold:.0f} | {median:.1f} | {median / batch:.1f} | {memory} |", flush=True)
                except (NotImplementedError, RuntimeError) as e:
                    print(row, " ".join(str(e).split())[:200], "|", flush=True)


if __name__ == "__main__":
    main()
