"""Reference numbers for `pixels::resize` from Pillow: python reference/pixels.py (writes crates/pixels/tests/reference/pixels.json)."""

import json
import pathlib

import numpy as np
import PIL
from PIL import Image

WIDTH, HEIGHT = 23, 17
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC, "area": Image.Resampling.BOX}
SIZES = [(11, 8), (7, 17), (23, 5), (40, 31), (16, 16)]


def drawn_picture(width=WIDTH, height=HEIGHT):
    """A rectangular picture with edges, ramps, saturated and grey pixels, given by a formula."""
    y, x = np.mgrid[0:height, 0:width]
    red = (x * 11 + y * 3) % 256
    green = (x * x + 5 * y) % 256
    blue = np.where((x // 5 + y // 4) % 2 == 0, 250, 10)
    picture = np.stack([red, green, blue], axis=-1)
    grey = (x > 15) & (y > 10)
    picture[grey] = ((x + y) * 6 % 256)[grey][:, None]
    return Image.fromarray(picture.astype(np.uint8), "RGB")


def hex_of(picture):
    return np.asarray(picture, dtype=np.uint8).tobytes().hex()


def main():
    picture = drawn_picture()
    cases = [
        {"filter": name, "width": w, "height": h, "pixels": hex_of(picture.resize((w, h), kernel))}
        for name, kernel in FILTERS.items()
        for w, h in SIZES
    ]
    out = {
        "versions": {"pillow": PIL.__version__, "numpy": np.__version__},
        "width": WIDTH,
        "height": HEIGHT,
        "picture": hex_of(picture),
        "resized": cases,
    }
    folder = pathlib.Path(__file__).parents[1] / "crates/pixels/tests/reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pixels.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
