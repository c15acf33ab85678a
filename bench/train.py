"""One training update by PyTorch: python bench/train.py eager|compiled|bf16 BATCH THREADS.

Channels last, gradient descent with momentum, the loss read after every update. Which memory allocator is used is decided by
the environment variable GLIBC_TUNABLES, which `cargo xtask bench` sets for the tuned sides.
"""

import sys

import torch
from network import N_CLASSES, drawn, pictures
from protocol import serve

N_WARM_UP = 3


def main():
    kind, batch, n_threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind not in ("eager", "compiled", "bf16"):
        sys.exit(f"expected eager, compiled or bf16, found {kind}")
    torch.set_num_threads(n_threads)
    network = drawn().train().to(memory_format=torch.channels_last)
    forward = torch.compile(network) if kind == "compiled" else network
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    cross_entropy = torch.nn.CrossEntropyLoss()
    inputs = pictures(batch).to(memory_format=torch.channels_last)
    labels = torch.arange(batch) % N_CLASSES

    def update():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=kind == "bf16"):
            loss = cross_entropy(forward(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    serve(N_WARM_UP, update)


if __name__ == "__main__":
    main()
