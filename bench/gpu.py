"""Times a network with PyTorch on a card: channels last, cuDNN choosing freely.

usage: python3 bench/gpu.py "SIDES" "BATCHES" ROUNDS NETWORK.onnx...
Needs torch with CUDA, onnx and onnx2torch; prints rows as bench/Gpu.java does.
"""

import statistics
import sys
import time
from pathlib import Path

try:
    import onnx2torch
    import torch
except ImportError as missing:
    sys.exit(f"PyTorch was not measured: {missing}; pip install torch onnx onnx2torch")
if not torch.cuda.is_available():
    sys.exit("PyTorch was not measured: it sees no card")

sides, batches, rounds = sys.argv[1].split(), sys.argv[2].split(), int(sys.argv[3])
torch.backends.cudnn.benchmark = True


def run(network, pictures):
    with torch.inference_mode():
        drawn = network(pictures.cuda()).cpu()
    torch.cuda.synchronize()
    return drawn


for file in sys.argv[4:]:
    for side in map(int, sides):
        for batch in map(int, batches):
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
            begin = time.perf_counter()
            network = onnx2torch.convert(file).eval().cuda().to(memory_format=torch.channels_last)
            pictures = torch.full((batch, side, side, 3), 120, dtype=torch.uint8)
            run(network, pictures)
            cold = 1e3 * (time.perf_counter() - begin)
            times = []
            for _ in range(rounds):
                begin = time.perf_counter()
                run(network, pictures)
                times.append(1e3 * (time.perf_counter() - begin))
            median = statistics.median(times)
            memory = torch.cuda.max_memory_reserved() >> 20
            print(f"| PyTorch | {Path(file).name} | {side}² | {batch} | {cold:.0f} | {median:.1f} | {median / batch:.1f} | {memory} |")
