"""Training and inference on a graphics processor, ours beside PyTorch on the same card.

    cargo build --release -p network --example network_speed --features cuda
    python bench/graphics.py target/release/examples/network_speed cuda:0

needs a Python with PyTorch and torchvision that sees the card. The first argument is ours, the second its device; PyTorch's is
always cuda. All sides are warmed up and take turns, as in `cargo xtask bench`; the medians of the repeats are printed, in
pictures per second, and a ratio above 1 means that ours is faster.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
N_THREADS = "8"
# Work, batch, how many of it are a repetition.
CONTESTS = [("train", 32, 10), ("train", 128, 5), ("infer", 32, 20), ("infer", 1, 50)]
KINDS = {"train": ["eager", "compiled", "bf16"], "infer": ["eager", "compiled"]}


class Side:
    """A process of the line protocol of `protocol.py`."""

    def __init__(self, name, command):
        self.name, self.seconds = name, []
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().strip()
        self.ready = line == "ready"
        self.start_up = time.perf_counter() - started

    def repeat(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.seconds.append(float(self.process.stdout.readline()))

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def sides(work, batch, times, ours, device):
    command = [ours, work, str(batch), N_THREADS, str(times), device]
    yield Side("ours", command)
    for kind in KINDS[work]:
        words = [kind, str(batch), N_THREADS]
        words += ["--times", str(times), "--device", "cuda"] if work == "train" else [str(times), "cuda"]
        yield Side(f"PyTorch {kind}", [sys.executable, str(HERE / f"{work}.py"), *words])


def contest(work, batch, times, words):
    print(f"{work}, batch {batch}", flush=True)
    racing = [side for side in sides(work, batch, times, words.ours, words.device)]
    for side in racing:
        if not side.ready:
            print(f"  {side.name}: did not start")
    racing = [side for side in racing if side.ready]
    for _ in range(words.repeats):
        for side in racing:
            side.repeat()
    rates = {side.name: batch * times / statistics.median(side.seconds) for side in racing}
    for side in racing:
        ratio = f"  ours/peer {rates['ours'] / rates[side.name]:.2f}" if side.name != "ours" and "ours" in rates else ""
        print(f"  {side.name:18} {rates[side.name]:8.0f} pictures/s, first result after {side.start_up:.1f} s{ratio}")
        side.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", help="the example network_speed, built with the feature of the device")
    parser.add_argument("device", help="our device, such as cuda:0 or vulkan:0")
    parser.add_argument("--repeats", type=int, default=9)
    words = parser.parse_args()
    for work, batch, times in CONTESTS:
        contest(work, batch, times, words)


if __name__ == "__main__":
    main()
