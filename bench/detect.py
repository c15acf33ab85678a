"""Faces found by facenet-pytorch: python bench/detect.py each|batches|files FOLDER THREADS.

`each` shows it the pictures of a folder one after the other, decoded before; `batches` eight at a time, all of the same size;
`files` decodes, finds and crops every file. The detector is as installed: float32, its own weights, its default options.
"""

import sys
from pathlib import Path

import torch
from facenet_pytorch import MTCNN
from PIL import Image
from protocol import serve

CROP_PX = 224
BATCH = 8
N_WARM_UP = 1


def opened(path):
    return Image.open(path).convert("RGB")


def main():
    which, folder, n_threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(n_threads)
    detector = MTCNN(image_size=CROP_PX, post_process=False, device="cpu")
    paths = sorted(folder.iterdir())
    pictures = [] if which == "files" else [opened(path) for path in paths]

    def each():
        return [detector.detect(picture, landmarks=True) for picture in pictures]

    def batches():
        parts = [pictures[i : i + BATCH] for i in range(0, len(pictures), BATCH)]
        return [detector.detect(part, landmarks=True) for part in parts]

    def files():
        return [detector(opened(path)) for path in paths]

    serve(N_WARM_UP, {"each": each, "batches": batches, "files": files}[which])


if __name__ == "__main__":
    main()
