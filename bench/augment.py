"""The augmentation of the paper by torchvision on PIL pictures, as the peer of crates/train/examples/augment_speed.rs.

python bench/augment.py [THREADS] [STEP]: one repetition is 64 faces, each draw with new random numbers. More than one thread
means that many worker processes, as DataLoader has. STEP is one change alone at 224 px; `all`, the default, is the whole list
with the probabilities and strengths of crates/train/src/augment.rs.
"""

import itertools
import multiprocessing
import random
import sys

import numpy as np
import torch
from PIL import Image
from torchvision import transforms as T
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

from protocol import serve

N_WARM_UP = 2
N_FACES = 64
SOURCE_PX = 256
INPUT_PX = 224
CUTOUT_FILL = (124, 116, 104)


def face(index, size):
    """A shaded oval with some texture; the same integers as in the Rust example."""
    y, x = np.mgrid[0:size, 0:size].astype(np.int64)
    x, y = x * 256 // size, y * 256 // size
    shade = 230 - ((x - 118 - index % 20) ** 2 + (y - 128) ** 2) // 160
    texture = (x * 7919 + y * 104729 + index * 31) % 13
    oval = np.clip(shade + texture, 20, 240)
    levels = [oval, oval * 3 // 4 + x // 16, oval * 5 // 8 + y // 16]
    return Image.fromarray(np.stack(levels, axis=-1).astype(np.uint8), "RGB")


class Cutouts:
    """Squares that lie wholly inside the picture."""

    def __call__(self, picture):
        for _ in range(8):
            side = random.randint(16, 28)
            left, top = random.randint(0, INPUT_PX - side), random.randint(0, INPUT_PX - side)
            picture.paste(CUTOUT_FILL, (left, top, left + side, top + side))
        return picture


def recipe():
    return T.Compose(
        [
            T.RandomResizedCrop(INPUT_PX, (0.8, 1.0), (3 / 4, 4 / 3)),
            T.RandomHorizontalFlip(0.5),
            T.RandomRotation(15, InterpolationMode.BILINEAR),
            T.RandomGrayscale(0.1),
            T.RandomApply([T.ColorJitter(0.2, 0.2, 0.2, 0.1)], 0.5),
            T.RandomApply([T.GaussianBlur(5, (0.1, 2.0))], 0.2),
            T.RandomAdjustSharpness(2, 0.2),
            T.RandomAutocontrast(0.2),
            T.RandomEqualize(0.2),
            Cutouts(),
        ]
    )


STEPS = {
    "resize": lambda p: F.resized_crop(p, 10, 8, 230, 236, [INPUT_PX, INPUT_PX]),
    "flip": F.hflip,
    "rotate": lambda p: F.rotate(p, 8.0, InterpolationMode.BILINEAR),
    "grayscale": lambda p: F.rgb_to_grayscale(p, 3),
    "brightness": lambda p: F.adjust_brightness(p, 1.15),
    "contrast": lambda p: F.adjust_contrast(p, 1.15),
    "saturation": lambda p: F.adjust_saturation(p, 1.15),
    "hue": lambda p: F.adjust_hue(p, 0.07),
    "blur": lambda p: F.gaussian_blur(p, 5, 1.1),
    "sharpness": lambda p: F.adjust_sharpness(p, 2.0),
    "autocontrast": F.autocontrast,
    "equalize": F.equalize,
    "cutouts": Cutouts(),
}


def work(job):
    """Augments some faces with a seed; the result is thrown away, as a loader's would go to the network."""
    change, faces, seed = job
    torch.manual_seed(seed)
    random.seed(seed)
    for picture in faces:
        change(picture)


def repetitions(n_threads, step):
    """A function of the repetition's number that augments all faces once."""
    if step == "all":
        change, faces = recipe(), [face(i, SOURCE_PX) for i in range(N_FACES)]
    else:
        change, faces = STEPS[step], [face(i, SOURCE_PX if step == "resize" else INPUT_PX) for i in range(N_FACES)]
    if n_threads == 1:
        return lambda number: work((change, faces, number))
    # Workers inherit the pictures, so that only numbers cross between processes.
    global share
    share = lambda part: work((change, faces[part[0] :: n_threads], part[1] * n_threads + part[0]))
    pool = multiprocessing.get_context("fork").Pool(n_threads)
    return lambda number: pool.map(shared, [(i, number) for i in range(n_threads)], chunksize=1)


def shared(part):
    share(part)


def main():
    torch.set_num_threads(1)
    n_threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    repeat = repetitions(n_threads, sys.argv[2] if len(sys.argv) > 2 else "all")
    numbers = itertools.count()
    serve(N_WARM_UP, lambda: repeat(next(numbers)))


if __name__ == "__main__":
    main()
