"""Logits, gradients and running statistics of torchvision's MobileNetV2, for crates/network/tests/reference/mobilenet_v2.json.

usage: python mobilenet_v2.py MOBILENET_V2.safetensors OUT.json

The parts `formula` and `inputs` need no weights: both sides compute them from the formula in `fill`.
"""

import hashlib
import json
import math
import sys
import zlib

import numpy as np
import torch
import torchvision
from safetensors.torch import load_file
from torch import nn

SEED = 20261122
GRADIENTS = [
    "features.0.0.weight",
    "features.0.1.bias",
    "features.1.conv.0.0.weight",
    "features.2.conv.0.0.weight",
    "features.2.conv.1.0.weight",
    "features.3.conv.3.weight",
    "features.14.conv.1.1.weight",
    "features.17.conv.2.weight",
    "features.18.0.weight",
    "features.18.1.weight",
    "head.0.weight",
    "head.1.bias",
]
STATISTICS = [
    "features.0.1.running_mean",
    "features.0.1.running_var",
    "features.2.conv.1.1.running_var",
    "features.18.1.running_mean",
    "features.18.1.running_var",
]


# Inputs of the part `inputs`: near a kink of a rectifier rounding decides which side a value falls on, and then gradients of
# right programs differ by a hundredth; but only for some of several inputs.
N_INPUTS = 12


class ExpressionNet(nn.Module):
    """The network of the crate, from torchvision's parts."""

    def __init__(self):
        super().__init__()
        self.features = torchvision.models.mobilenet_v2(weights=None).features
        self.head = nn.Sequential(nn.Linear(1280, 100), nn.Linear(100, 7))

    def forward(self, x):
        pooled = self.features(x).mean([2, 3])
        return self.head[1](torch.relu(self.head[0](pooled)))


def noise(name, count):
    """Values in [-1, 1] that any language can compute in float64; the phase comes from the CRC-32 of the name."""
    phase = 1.0 + (zlib.crc32(name.encode()) % 1000) / 1000.0
    index = np.arange(count, dtype=np.float64)
    return np.sin(index * phase + 0.001 * index * index)


def fill(model):
    """Weights by formula: noise of variance 1 for convolutions, scaled as Kaiming does by fan-in."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            values = noise(name, tensor.numel())
            if tensor.ndim > 1:
                values *= math.sqrt(2.0) * math.sqrt(2.0 / (tensor.numel() // tensor.shape[0]))
            elif name.endswith("running_var") or (name.startswith("features") and name.endswith("weight")):
                values = 1.0 + 0.5 * values
            else:
                values *= 0.2
            tensor.copy_(torch.from_numpy(values.astype(np.float32)).reshape(tensor.shape))


def picture(shape, name):
    """[batch, height, width, 3] by formula, as [batch, 3, height, width] for torch."""
    values = 2.0 * noise(name, math.prod(shape))
    return torch.from_numpy(values.astype(np.float32)).reshape(shape).permute(0, 3, 1, 2).contiguous()


def listed(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().double().flatten().tolist()]


def first(tensor):
    return listed(tensor.flatten()[:16])


def by_formula(dtype):
    """Evaluation, then one training pass with a cross-entropy loss."""
    model = ExpressionNet()
    fill(model)
    model.to(dtype)
    pictures = picture([2, 64, 96, 3], "pictures").to(dtype)
    model.eval()
    result = {"eval_logits": listed(model(pictures))}
    model.train()
    logits = model(pictures)
    loss = nn.functional.cross_entropy(logits, torch.tensor([3, 5]))
    loss.backward()
    parameters, state = dict(model.named_parameters()), model.state_dict()
    result["train_logits"] = listed(logits)
    result["loss"] = loss.item()
    result["gradients"] = {
        name: {"first": first(parameters[name].grad), "norm": float(parameters[name].grad.double().norm())}
        for name in GRADIENTS
    }
    result["statistics"] = {name: first(state[name]) for name in STATISTICS}
    return result


def several_inputs():
    """Every gradient of a training pass in float64 for several inputs: its norm, and its sum against `noise`."""
    results = []
    for i in range(N_INPUTS):
        model = ExpressionNet()
        fill(model)
        model.double().train()
        loss = nn.functional.cross_entropy(model(picture([6, 32, 48, 3], f"input {i}").double()), torch.arange(6))
        loss.backward()
        gradients = {}
        for name, parameter in model.named_parameters():
            values = parameter.grad.flatten()
            probe = torch.from_numpy(noise(f"{name}/probe", values.numel()))
            norm, probe = listed(torch.stack([values.norm(), values @ probe]))
            gradients[name] = {"norm": norm, "probe": probe}
        results.append({"loss": loss.item(), "gradients": gradients})
    return results


def imagenet(path):
    """Logits of published weights on zeros, a ramp and a rectangular batch of `noise`."""
    model = torchvision.models.mobilenet_v2(weights=None)
    model.load_state_dict(load_file(path), strict=True)
    model.eval()
    row, column = torch.meshgrid(torch.arange(224), torch.arange(224), indexing="ij")
    ramp = ((column + 2 * row) / 669 * 4 - 2).float().expand(1, 3, 224, 224)
    inputs = {"zeros": torch.zeros(1, 3, 224, 224), "ramp": ramp, "noise": picture([2, 96, 160, 3], "imagenet")}
    with torch.no_grad(), open(path, "rb") as file:
        logits = {name: [[round(v, 6) for v in row] for row in model(x).tolist()] for name, x in inputs.items()}
        return {"sha256": hashlib.sha256(file.read()).hexdigest(), "logits": logits}


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    reference = {
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__, "numpy": np.__version__},
        "seed": SEED,
        "formula": by_formula(torch.float64),
        "formula_float32": {"loss": by_formula(torch.float32)["loss"]},
        "inputs": several_inputs(),
        "imagenet": imagenet(sys.argv[1]),
    }
    with open(sys.argv[2], "w") as file:
        json.dump(reference, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
