"""Training updates by PyTorch: python bench/train.py eager|compiled|bf16 BATCH THREADS [--times N] [--device WORD].

Channels last, gradient descent with momentum, the loss read after every update; a repetition is N updates. Which memory
allocator is used is decided by the environment variable GLIBC_TUNABLES, which `cargo xtask bench` sets for the tuned sides.
"""

import argparse

import torch
from network import N_CLASSES, drawn, pictures
from protocol import serve

N_WARM_UP = 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["eager", "compiled", "bf16"])
    parser.add_argument("batch", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("--times", type=int, default=1, help="updates in a repetition")
    parser.add_argument("--device", default="cpu", help="a device of PyTorch, such as cuda:0")
    return parser.parse_args()


def main():
    words = arguments()
    torch.set_num_threads(words.threads)
    device = torch.device(words.device)
    network = drawn().train().to(device, memory_format=torch.channels_last)
    forward = torch.compile(network) if words.kind == "compiled" else network
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    cross_entropy = torch.nn.CrossEntropyLoss()
    inputs = pictures(words.batch).to(device, memory_format=torch.channels_last)
    labels = (torch.arange(words.batch) % N_CLASSES).to(device)

    def update():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=words.kind == "bf16"):
            loss = cross_entropy(forward(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def repetition():
        for _ in range(words.times):
            update()

    serve(N_WARM_UP, repetition)


if __name__ == "__main__":
    main()
