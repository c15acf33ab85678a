"""Reference numbers for `pixels::tone` from scikit-image: python reference/tone.py (writes crates/pixels/tests/reference/tone.json).

The pairs of Sharma, Wu and Dalal 2005 are data of the publication, with the difference printed there; scikit-image has to
give it as well, or nothing is written.
"""

import json
import pathlib

import numpy as np
import skimage
from skimage.color import deltaE_ciede2000, rgb2lab

SEED = 20051
SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""
MONK = "f6ede4 f3e7db f7ead0 eadaba d7bd96 a07e56 825c43 604134 3a312a 292420"


def difference(first, second):
    return float(deltaE_ciede2000(np.array(first), np.array(second)))


def sharma():
    rows = [[float(word) for word in line.split()] for line in SHARMA.split("\n") if line]
    assert len(rows) == 34
    for row in rows:
        found = difference(row[:3], row[3:6])
        assert abs(found - row[6]) < 0.51e-4, (row, found)
    return [{"first": row[:3], "second": row[3:6], "printed": row[6]} for row in rows]


def main():
    rng = np.random.default_rng(SEED)
    levels = [[int(word[i : i + 2], 16) for i in (0, 2, 4)] for word in MONK.split()]
    levels += [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 2, 3], [10, 11, 12]]
    levels += rng.integers(0, 256, (40, 3)).tolist()
    colours = [{"rgb": rgb, "lab": rgb2lab(np.array([[rgb]], np.uint8))[0, 0].tolist()} for rgb in levels]
    lab = [case["lab"] for case in colours]
    pairs = [(lab[i], lab[j]) for i in range(10) for j in range(i)] + list(zip(lab[17:], lab[10:]))
    near = rng.normal(0, 2, (30, 3)) + np.array(lab[17:47])
    pairs += list(zip(lab[17:47], near.tolist()))
    out = {
        "versions": {"scikit-image": skimage.__version__, "numpy": np.__version__},
        "seed": SEED,
        "colours": colours,
        "differences": [{"first": a, "second": b, "difference": difference(a, b)} for a, b in pairs],
        "sharma": sharma(),
    }
    path = pathlib.Path(__file__).parents[1] / "crates/pixels/tests/reference/tone.json"
    path.write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
