"""Reference numbers for the losses, update rules, schedules, clipping, accumulation and mixing of `train` from PyTorch.

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


def step_schedule(n, step_size, gamma):
    """Rates of `n` epochs under StepLR."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size, gamma)
    shares = []
    for _ in range(n):
        shares.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return {"epochs": step_size, "factor": gamma, "shares": shares}


def plateaus():
    """Rates before every epoch and the loss after it under ReduceLROnPlateau, falling, bumpy, flat and rising."""
    generator = torch.Generator().manual_seed(SEED)
    cases = []
    for factor, patience, threshold in [(0.1, 0, 1e-4), (0.5, 2, 1e-4), (0.3, 1, 0.05), (0.5, 3, 0.0)]:
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=factor, patience=patience, threshold=threshold, eps=0.0
        )
        noise = torch.rand(30, generator=generator)
        losses = [2.0 * 0.9**min(i, 12) + 0.1 * noise[i].item() + (0.02 * (i - 20) if i > 20 else 0.0) for i in range(30)]
        losses[14] = losses[13]
        shares = []
        for loss in losses:
            shares.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step(loss)
        cases.append(
            {"factor": factor, "patience": patience, "threshold": threshold, "losses": losses, "shares": shares}
        )
    return cases


def clipping():
    """clip_grad_norm_ of two tensors together, with a limit above, near and below their norm."""
    gradients = [torch.randn(6) * 3, torch.randn(4) * 0.1]
    cases = []
    for limit in [100.0, 5.0, 0.25]:
        parameters = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit).item()
        cases.append({"limit": limit, "norm": norm, "clipped": [p.grad.tolist() for p in parameters]})
    return {"gradients": [gradient.tolist() for gradient in gradients], "cases": cases}


def accumulation():
    """The loss and gradients of a linear layer on one batch of 11, which is to be met by batches of 4, 4 and 3."""
    inputs, labels = torch.randn(11, 5), torch.tensor([0, 1, 2, 3, 4, 5, 6, 0, 0, 3, 1])
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 1.0, 1.0, 3.0])
    layer = torch.nn.Parameter(torch.randn(5, 7))
    out = {"inputs": inputs.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "layer": layer.tolist()}
    for name, kind in [("plain", {}), ("smoothed", {"label_smoothing": 0.1}), ("weighted", {"weight": weights})]:
        layer.grad = None
        loss = cross_entropy(inputs @ layer, labels, **kind)
        loss.backward()
        out[name] = {"loss": loss.item(), "gradient": layer.grad.tolist()}
    return out


def mixed():
    """The criterion of mixup's authors: `share` of the loss with the labels, the rest with the partners' labels."""
    logits = torch.randn(5, 7) * 3
    labels, partners, share = torch.tensor([0, 3, 3, 6, 1]), torch.tensor([2, 0, 4, 3, 1]), 0.3
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 1.0, 1.0, 3.0])
    out = {"logits": logits.tolist(), "labels": labels.tolist(), "partners": partners.tolist(), "share": share}
    out["weights"] = weights.tolist()
    for name, kind in [("plain", {}), ("smoothed", {"label_smoothing": 0.1}), ("weighted", {"weight": weights})]:
        loss = share * cross_entropy(logits, labels, **kind) + (1 - share) * cross_entropy(logits, labels[partners], **kind)
        out[name] = loss.item()
    return out


def main():
    torch.manual_seed(SEED)
    out = {
        "versions": {"torch": torch.__version__},
        "seed": SEED,
        "loss": losses(),
        "adamw": steps(lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
        "sgd": steps(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=0.1)),
        "cosine": cosine(10),
        "step": step_schedule(10, 3, 0.5),
        "plateau": plateaus(),
        "clipping": clipping(),
        "accumulation": accumulation(),
        "mixed": mixed(),
    }
    folder = pathlib.Path(__file__).parents[1] / "crates/train/tests/reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "training.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
