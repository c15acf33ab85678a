"""What Pillow decodes from drawn pictures: python reference/decoding.py (writes crates/pixels/tests/reference/decoded.json).

JPEG files of every kind that cameras and programs write, and PNM files with fewer levels than 256.
"""

import io
import json
import pathlib

import PIL
from PIL import Image, features
from pixels import drawn_picture, hex_of

SIZE = (21, 19)
# Columns and rows that end inside a block, at its edge, and before colours can be smoothed.
SIZES = [(1, 1), (2, 3), (3, 2), (4, 9), (5, 1), (16, 16), (17, 33)]
KINDS = {
    "grey": {"quality": 80},
    "grey, progressive": {"quality": 60, "progressive": True},
    "whole colours": {"subsampling": "4:4:4", "quality": 90},
    "half columns": {"subsampling": "4:2:2", "quality": 70},
    "half columns and rows": {"subsampling": "4:2:0", "quality": 85},
    "coarse": {"subsampling": "4:2:0", "quality": 3},
    "fine": {"subsampling": "4:2:0", "quality": 100},
    "progressive": {"subsampling": "4:2:0", "quality": 75, "progressive": True},
    "progressive, whole colours": {"subsampling": "4:4:4", "quality": 95, "progressive": True},
    "own code words": {"subsampling": "4:2:2", "quality": 50, "optimize": True},
    "restarts": {"subsampling": "4:2:0", "quality": 75, "restart_marker_blocks": 1},
    "progressive, restarts": {"subsampling": "4:2:0", "quality": 75, "progressive": True, "restart_marker_blocks": 2},
    "no conversion": {"keep_rgb": True, "quality": 80},
}


def jpeg(picture, options):
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def with_half_rows(file):
    """Half columns declared as half rows: another picture, and a valid file where both have as many units."""
    start = file.index(b"\xff\xc0")
    assert file[start + 10 : start + 12] == b"\x01\x21"
    return file[: start + 11] + b"\x12" + file[start + 12 :]


def case(name, file):
    picture = Image.open(io.BytesIO(file)).convert("RGB")
    return {"name": name, "file": file.hex(), "width": picture.width, "height": picture.height, "pixels": hex_of(picture)}


def jpeg_cases():
    for name, options in KINDS.items():
        picture = drawn_picture(*SIZE)
        yield case(name, jpeg(picture.convert("L") if name.startswith("grey") else picture, options))
    for size in SIZES:
        for kind in ("half columns", "half columns and rows"):
            yield case(f"{kind}, {size[0]}x{size[1]}", jpeg(drawn_picture(*size), KINDS[kind]))
    yield case("half rows", with_half_rows(jpeg(drawn_picture(32, 32), KINDS["half columns"])))


def pnm_cases():
    for largest in (1, 100, 124, 150, 254, 255):
        levels = list(range(largest + 1))
        size = f"# {largest} is not 255\n{len(levels)} 1\n{largest}\n".encode()
        yield case(f"P2 up to {largest}", b"P2\n" + size + " ".join(map(str, levels)).encode() + b"\n")
        yield case(f"P5 up to {largest}", b"P5\n" + size + bytes(levels))


def main():
    out = {
        "versions": {"pillow": PIL.__version__, "libjpeg-turbo": features.version("libjpeg_turbo")},
        "cases": [*jpeg_cases(), *pnm_cases()],
    }
    path = pathlib.Path(__file__).parents[1] / "crates/pixels/tests/reference/decoded.json"
    path.write_text(json.dumps(out, separators=(",", ":")).replace('},{"', '},\n{"') + "\n")


if __name__ == "__main__":
    main()
