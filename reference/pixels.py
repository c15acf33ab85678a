"""Reference numbers for `pixels::resize` from Pillow: python reference/pixels.py (writes crates/pixels/tests/reference/pixels.json)."""

import json
import pathlib

import numpy as np
import PIL
from PIL import Image

WIDTH, HEIGHT = 23, 17
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC, "area": Image.Resampling.BOX}
SIZES = [(11, 8), (7, 17), (23, 5), (40, 31), (16, 16)]
# Other sides, down to one pixel, and what they are resized to: up, down, and up one way and down the other.
OTHER_SIZES = {
    (9, 31): [(4, 12), (20, 40), (3, 45), (1, 1)],
    (40, 1): [(13, 1), (13, 4), (50, 1), (1, 6)],
    (1, 25): [(1, 9), (5, 9), (1, 33), (4, 1)],
    (1, 1): [(5, 3), (1, 7)],
    (2, 2): [(9, 7), (3, 2)],
}
# Left, top, right and bottom of a part, and its new size: `crop` and then `resize`, so that nothing outside is seen.
# No side is divided so that a pixel's centre lies on a border: Pillow gives it to one area or the other by rounding.
WINDOWS = [((3, 2, 20, 15), (7, 5)), ((5, 0, 6, 17), (4, 30)), ((0, 4, 23, 11), (30, 3)), ((22, 16, 23, 17), (2, 3))]
FACTORS = [(2, 2), (3, 2), (4, 5)]


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


def resized(picture, size, kernel):
    """Columns first, then rows, each rounded to levels, as every Pillow before 13 does it.

    Pillow 13 takes rows first where that is cheaper; with the cubic kernel, which overshoots and is cut to levels in between,
    pictures with hard edges then differ by up to ten levels.
    """
    return picture.resize((size[0], picture.height), kernel).resize(size, kernel)


def hex_of(picture):
    return np.asarray(picture, dtype=np.uint8).tobytes().hex()


def main():
    picture = drawn_picture()
    cases = [
        {"filter": name, "width": w, "height": h, "pixels": hex_of(picture.resize((w, h), kernel))}
        for name, kernel in FILTERS.items()
        for w, h in SIZES
    ]
    others = [
        {"filter": name, "source": [w, h, hex_of(drawn_picture(w, h))], "width": to[0], "height": to[1],
         "pixels": hex_of(resized(drawn_picture(w, h), to, kernel))}
        for name, kernel in FILTERS.items()
        for (w, h), sizes in OTHER_SIZES.items()
        for to in sizes
    ]
    windows = [
        {"filter": name, "window": window, "width": to[0], "height": to[1],
         "pixels": hex_of(resized(picture.crop(window), to, kernel))}
        for name, kernel in FILTERS.items()
        for window, to in WINDOWS
    ]
    # Pillow's `reduce` takes means of whole blocks: on sides that the factors divide it is what shrinking by area has to give.
    reduced = [
        {"source": [4 * x, 3 * y, hex_of(drawn_picture(4 * x, 3 * y))], "width": 4, "height": 3,
         "pixels": hex_of(drawn_picture(4 * x, 3 * y).reduce((x, y)))}
        for x, y in FACTORS
    ]
    out = {
        "versions": {"pillow": PIL.__version__, "numpy": np.__version__},
        "width": WIDTH,
        "height": HEIGHT,
        "picture": hex_of(picture),
        "resized": cases,
        "others": others,
        "windows": windows,
        "reduced": reduced,
    }
    folder = pathlib.Path(__file__).parents[1] / "crates/pixels/tests/reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pixels.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
