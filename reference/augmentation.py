"""Reference numbers for `pixels::photometry` and `pixels::geometry` from torchvision on PIL pictures.

python reference/augmentation.py (writes crates/pixels/tests/reference/augmentation.json)
"""

import json
import pathlib

import PIL
import torch
import torchvision
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms import functional as F
from torchvision.transforms import InterpolationMode

from pixels import HEIGHT, WIDTH, drawn_picture, hex_of

SEED = 7
N_WINDOWS = 20_000
OPERATIONS = {
    "brightness": (F.adjust_brightness, [0.0, 0.8, 1.0, 1.2, 3.0]),
    "contrast": (F.adjust_contrast, [0.0, 0.8, 1.2, 2.5]),
    "saturation": (F.adjust_saturation, [0.0, 0.8, 1.2, 2.5]),
    "hue": (F.adjust_hue, [-0.5, -0.1, 0.0, 0.05, 0.1, 0.3]),
    "grayscale": (lambda p, _: F.rgb_to_grayscale(p, 3), [0.0]),
    "gaussian_blur": (lambda p, s: F.gaussian_blur(p, 5, s), [0.1, 0.5, 1.0, 2.0]),
    "sharpness": (F.adjust_sharpness, [0.0, 0.5, 2.0]),
    "autocontrast": (lambda p, _: F.autocontrast(p), [0.0]),
    "equalize": (lambda p, _: F.equalize(p), [0.0]),
    "flip_horizontal": (lambda p, _: F.hflip(p), [0.0]),
    "rotate": (lambda p, a: F.rotate(p, a, InterpolationMode.BILINEAR, fill=0), [-15.0, -3.3, 7.5, 15.0, 90.0, 180.0]),
}


def dull_picture():
    """The drawn picture with its levels squeezed, so that autocontrast and equalize have work to do."""
    return drawn_picture(64, 48).point(lambda level: 40 + level // 3)


def window_statistics(size, scale):
    """Mean of width, height, left and top over many draws."""
    torch.manual_seed(SEED)
    picture = torch.zeros(3, size[1], size[0])
    draws = [RandomResizedCrop.get_params(picture, list(scale), [3 / 4, 4 / 3]) for _ in range(N_WINDOWS)]
    top, left, height, width = torch.tensor(draws, dtype=torch.float64).T
    return {
        "size": size,
        "area": scale,
        "mean": [v.mean().item() for v in (left, top, width, height)],
        "sd": [v.std().item() for v in (left, top, width, height)],
    }


def main():
    cases = []
    for source, picture in {"drawn": drawn_picture(), "dull": dull_picture()}.items():
        for name, (operation, values) in OPERATIONS.items():
            if source == "dull" and name not in ("autocontrast", "equalize"):
                continue
            for value in values:
                result = hex_of(operation(picture, value))
                cases.append({"source": source, "operation": name, "value": value, "pixels": result})
    out = {
        "versions": {"torchvision": torchvision.__version__, "torch": torch.__version__, "pillow": PIL.__version__},
        "seed": SEED,
        "width": WIDTH,
        "height": HEIGHT,
        "drawn": hex_of(drawn_picture()),
        "dull_width": 64,
        "dull_height": 48,
        "dull": hex_of(dull_picture()),
        "cases": cases,
        "n_windows": N_WINDOWS,
        "windows": [
            window_statistics((200, 150), (0.8, 1.0)),
            window_statistics((100, 100), (0.08, 1.0)),
            window_statistics((300, 60), (0.8, 1.0)),
        ],
    }
    folder = pathlib.Path(__file__).parents[1] / "crates/pixels/tests/reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "augmentation.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
