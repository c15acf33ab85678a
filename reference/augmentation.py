"""Reference numbers for `pixels::photometry` and `pixels::geometry` from torchvision on PIL pictures.

python reference/augmentation.py (writes crates/pixels/tests/reference/augmentation.json)
"""

import json
import pathlib

# Before torch, which imports a `statistics` and finds the script of that name; that one takes this folder off the path.
from pixels import HEIGHT, WIDTH, drawn_picture, hex_of

import PIL
import torch
import torchvision
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms import functional as F
from torchvision.transforms import InterpolationMode

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
# Row, column, height and width of a crop, and the width and height that it is resized to.
CROPS = [
    ([2, 3, 13, 17], [16, 16]),
    ([0, 0, 17, 23], [11, 29]),
    ([5, 4, 9, 8], [8, 24]),
    ([16, 22, 1, 1], [3, 2]),
]
# Tiny and rectangular; a kernel of 5 has nothing to reflect in the first two.
SIZES = [(1, 1), (2, 3), (3, 3), (19, 3)]


def dull_picture():
    """The drawn picture with its levels squeezed, so that autocontrast and equalize have work to do."""
    return drawn_picture(64, 48).point(lambda level: 40 + level // 3)


def cases_of(source, picture, left_out=()):
    """Every operation on a picture at every value."""
    for name, (operation, values) in OPERATIONS.items():
        for value in values if name not in left_out else []:
            result = hex_of(operation(picture, value))
            yield {"source": source, "operation": name, "value": value, "pixels": result}


def crop_of(picture, window, size):
    top, left, height, width = window
    result = F.resized_crop(picture, top, left, height, width, [size[1], size[0]])
    return {"window": window, "size": size, "pixels": hex_of(result)}


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
    pictures = {"drawn": drawn_picture(), "dull": dull_picture()}
    pictures |= {f"{width}x{height}": drawn_picture(width, height) for width, height in SIZES}
    cases = list(cases_of("drawn", pictures["drawn"]))
    cases += cases_of("dull", pictures["dull"], OPERATIONS.keys() - {"autocontrast", "equalize"})
    for width, height in SIZES:
        name = f"{width}x{height}"
        cases += cases_of(name, pictures[name], {"gaussian_blur"} if min(width, height) < 3 else ())
    out = {
        "versions": {"torchvision": torchvision.__version__, "torch": torch.__version__, "pillow": PIL.__version__},
        "seed": SEED,
        "sources": {
            name: {"width": picture.width, "height": picture.height, "pixels": hex_of(picture)}
            for name, picture in pictures.items()
        },
        "cases": cases,
        "crops": [crop_of(pictures["drawn"], window, size) for window, size in CROPS],
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
