"""A whole epoch by torchvision and PyTorch from files on disk: python bench/epoch.py first|later FOLDER THREADS.

ImageFolder, the paper's augmentation on PIL pictures, a DataLoader with two workers, AdamW with one rate for the backbone and
one for the head: what our default recipe does. `first` starts the workers in every repetition, `later` keeps them.
"""

import sys

import torch
from network import INPUT_PX, drawn
from protocol import serve
from torch.utils.data import DataLoader
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

BATCH = 32
N_WORKERS = 2
N_WARM_UP = 1
CUTOUT_SHARES = tuple((side / INPUT_PX) ** 2 for side in (16, 28))


def recipe():
    """The list of crates/train/src/augment.rs with its strengths; a cutout is 0 after normalisation there too."""
    cutout = T.RandomErasing(p=1, scale=CUTOUT_SHARES, ratio=(1, 1), value=0, inplace=True)
    return T.Compose(
        [
            T.RandomResizedCrop(INPUT_PX, (0.8, 1.0), (3 / 4, 4 / 3)),
            T.RandomHorizontalFlip(0.5),
            T.RandomRotation(15, T.InterpolationMode.BILINEAR),
            T.RandomGrayscale(0.1),
            T.RandomApply([T.ColorJitter(0.2, 0.2, 0.2, 0.1)], 0.5),
            T.RandomApply([T.GaussianBlur(5, (0.1, 2.0))], 0.2),
            T.RandomAdjustSharpness(2, 0.2),
            T.RandomAutocontrast(0.2),
            T.RandomEqualize(0.2),
            T.ToTensor(),
            T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            *[cutout] * 8,
        ]
    )


def batches(folder):
    return DataLoader(
        ImageFolder(folder, recipe()), BATCH, shuffle=True, num_workers=N_WORKERS, persistent_workers=True
    )


def main():
    which, folder, n_threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if which not in ("first", "later"):
        sys.exit(f"expected first or later, found {which}")
    torch.set_num_threads(n_threads)
    network = drawn().train().to(memory_format=torch.channels_last)
    rates = [
        {"params": network.features.parameters(), "lr": 1e-4},
        {"params": network.classifier.parameters(), "lr": 1e-3},
    ]
    optimizer = torch.optim.AdamW(rates, weight_decay=1e-4)
    cross_entropy = torch.nn.CrossEntropyLoss()
    kept = batches(folder)

    def epoch():
        for inputs, labels in kept if which == "later" else batches(folder):
            optimizer.zero_grad(set_to_none=True)
            loss = cross_entropy(network(inputs.to(memory_format=torch.channels_last)), labels)
            loss.backward()
            optimizer.step()
            loss.item()

    serve(N_WARM_UP, epoch)


if __name__ == "__main__":
    main()
