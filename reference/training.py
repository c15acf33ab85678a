"""Reference numbers for the losses, update rules and schedule of `train` from PyTorch.

python reference/training.py (writes crates/train/tests/reference/training.json)
"""

import json
import pathlib

import torch
from torch.nn.functional import cross_entropy

SEED = 5
N_STEPS = 4


def losses():
    """Cross entropy with smoothing or weights; both together are defined differently in PyTorch."""
    logits = torch.randn(5, 7) * 3
    labels = torch.tensor([0, 3, 3, 6, 1])
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 1.0, 1.0, 3.0])
    return {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "plain": cross_entropy(logits, labels).item(),
        "smoothed": cross_entropy(logits, labels, label_smoothing=0.1).item(),
        "weighted": cross_entropy(logits, labels, weight=weights).item(),
    }


def steps(optimizer_of):
    """The weights after every step of an optimizer under given gradients."""
    weights = torch.nn.Parameter(torch.tensor([0.5, -1.0, 2.0, 0.0, 1e-3]))
    gradients = torch.randn(N_STEPS, 5) * torch.tensor([1.0, 0.1, 1e-4, 10.0, 0.0])
    optimizer = optimizer_of([weights])
    initial, after = weights.tolist(), []
    for gradient in gradients:
        weights.grad = gradient.clone()
        optimizer.step()
        after.append(weights.tolist())
    return {"initial": initial, "gradients": gradients.tolist(), "after": after}


def cosine(n):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n)
    shares = []
    for _ in range(n):
        shares.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return shares


def main():
    torch.manual_seed(SEED)
    out = {
        "versions": {"torch": torch.__version__},
        "seed": SEED,
        "loss": losses(),
        "adamw": steps(lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
        "sgd": steps(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=0.1)),
        "cosine": cosine(10),
    }
    folder = pathlib.Path(__file__).parents[1] / "crates/train/tests/reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "training.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
