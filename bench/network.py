"""The peer's network: torchvision's MobileNetV2 with the same head as ours."""

import torch
import torchvision

INPUT_PX = 224
N_CLASSES = 7
SEED = 1


def drawn():
    """With drawn weights; time does not depend on them."""
    torch.manual_seed(SEED)
    network = torchvision.models.mobilenet_v2(weights=None)
    network.classifier = torch.nn.Sequential(
        torch.nn.Linear(1280, 100), torch.nn.ReLU(), torch.nn.Linear(100, N_CLASSES)
    )
    return network


def pictures(batch):
    """Normalised random pictures, `[batch, 3, 224, 224]`."""
    return torch.randn(batch, 3, INPUT_PX, INPUT_PX)
