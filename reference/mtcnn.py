"""Writes what facenet-pytorch finds: on numbers made by formulas, and on photographs that are not in the repository.

Run: python reference/mtcnn.py formulas crates/detect/tests/reference/formulas.json
     python reference/mtcnn.py photographs DATA crates/detect/tests/reference/mtcnn.json
     python reference/mtcnn.py photographs DATA OUTSIDE.json cmu-faces wild      (all pictures of the sets named)
     python reference/mtcnn.py whole DATA OUTSIDE-FOLDER cmu-faces london        (the same, and pictures made of them)
`whole` writes `reference.json` and, beside it, every picture that the peer saw and that is not one of DATA: photographs scaled,
turned and put together, and decoded JPEG files, so that decoders can be told from detectors. Photographs: never commit them.
Peers: facenet-pytorch, torch, torchvision, Pillow (versions are written into the JSON). Nothing is random.
"""

import csv
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from facenet_pytorch import MTCNN
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet
from facenet_pytorch.models.utils import detect_face as peer
from PIL import Image
from torchvision.ops import nms

PEERS = ("facenet-pytorch", "torch", "torchvision", "pillow", "numpy")
CROP_PX = 224
COMMITTED = {"cmu-faces": 40, "wild": 20, "london": 10}


def header():
    return {"script": "reference/mtcnn.py", "versions": {name: version(name) for name in PEERS}}


def drawn(width, height):
    """A picture without a face, whose pixels any language can compute."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return ((x * 7 + y * 13 + c * 50 + (x * y) // 9) % 256).astype(np.uint8)


def blobs(width, height):
    """Dark discs on a bright ground: something for a detector to disagree about."""
    y, x = np.mgrid[0:height, 0:width]
    dark = sum(((x - cx) ** 2 + (y - cy) ** 2 < r * r) for cx, cy, r in ((30, 25, 12), (90, 60, 30), (60, 40, 5)))
    # Without the texture many places would have the same probability, and their order would decide.
    level = np.where(dark > 0, 40, 200) + (x * x * 3 + y * 7 + x * y) % 41
    return np.repeat(level[..., None], 3, axis=2).astype(np.uint8)


def by_formula(network):
    """Weights that any language can compute: `sin` of the position, scaled so that activations stay near 1."""
    for number, (name, tensor) in enumerate(sorted(network.state_dict().items())):
        n_values = tensor.numel()
        wave = np.sin(np.arange(n_values, dtype=np.float64) * 0.7 + number)
        if "_2." in name:
            # Boxes that move far out of the picture make the peer stop with an IndexError.
            wave *= 0.05
        fan_in = max(1, n_values // tensor.shape[0])
        tensor.copy_(torch.tensor(wave * (1.5 / fan_in) ** 0.5, dtype=torch.float32).reshape(tensor.shape))
    return network.eval()


def rounded(array, digits=6):
    return [round(float(v), digits) for v in np.asarray(array).flatten()]


def area_cases():
    cases = []
    for width, height, (left, top, w, h), (out_w, out_h) in [
        (17, 11, (0, 0, 17, 11), (5, 7)),
        (17, 11, (3, 2, 9, 6), (24, 24)),
        (50, 40, (0, 0, 50, 40), (13, 13)),
        (64, 33, (1, 1, 48, 24), (24, 24)),
    ]:
        part = drawn(width, height)[top : top + h, left : left + w]
        tensor = torch.tensor(part.copy()).permute(2, 0, 1)[None].float()
        out = (peer.imresample(tensor, (out_h, out_w)) - 127.5) * 0.0078125
        cases.append(
            {"size": [width, height], "window": [left, top, w, h], "out": [out_w, out_h],
             "sum": float(out.double().sum()), "every_tenth": rounded(out.flatten()[::10])}
        )
    return cases


def box_cases():
    i = np.arange(60, dtype=np.float64)
    left, top = 40 + 37 * np.sin(i * 0.9), 30 + 29 * np.cos(i * 1.7)
    places = np.stack([left, top, left + 20 + 15 * np.sin(i * 2.3), top + 22 + 17 * np.cos(i * 0.4)], axis=1)
    scores = 0.5 + 0.49 * np.sin(i * 3.1)
    moves = 0.2 * np.sin(i[:, None] * 1.1 + np.arange(4)[None])
    places, scores, moves = (torch.tensor(a, dtype=torch.float32) for a in (places, scores, moves))
    y, ey, x, ex = peer.pad(places.clone() - 20, 60, 50)
    return {
        "places": rounded(places), "scores": rounded(scores, 8), "moves": rounded(moves, 8),
        "union_05": nms(places, scores, 0.5).tolist(), "union_07": nms(places, scores, 0.7).tolist(),
        "smaller_07": peer.nms_numpy(places.numpy(), scores.numpy(), 0.7, "Min").tolist(),
        "moved_pixels": rounded(peer.bbreg(places.clone(), moves)),
        "squared": rounded(peer.rerec(places.clone())),
        "windows_of_places_minus_20_in_60x50": np.stack([x, y, ex, ey], axis=1).tolist(),
    }


def network_cases():
    with torch.no_grad():
        pnet, rnet, onet = (by_formula(n(pretrained=False)) for n in (PNet, RNet, ONet))
        picture = torch.tensor(drawn(31, 26)).permute(2, 0, 1)[None].float()
        moves, scores = pnet((picture - 127.5) * 0.0078125)
        cases = {"pnet": {"size": [31, 26], "moves": rounded(moves), "scores": rounded(scores[:, 1])}}
        for name, network, side in (("rnet", rnet, 24), ("onet", onet, 48)):
            crops = [drawn(side, side), drawn(side + 5, side)[:, 5:], blobs(side, side)]
            crops = torch.tensor(np.stack(crops)).permute(0, 3, 1, 2).float()
            moves, *points, scores = network((crops - 127.5) * 0.0078125)
            cases[name] = {"moves": rounded(moves), "scores": rounded(scores[:, 1])}
            if points:
                cases[name]["points"] = rounded(points[0])
        found = []
        for name, picture in (("drawn", drawn(120, 90)), ("blobs", blobs(120, 90))):
            for thresholds in ([0.6, 0.3, 0.3], [0.5, 0.5, 0.6]):
                boxes, points = peer.detect_face(picture, 20, pnet, rnet, onet, thresholds, 0.709, "cpu")
                found.append(
                    {"picture": name, "size": [120, 90], "thresholds": thresholds,
                     "boxes": rounded(boxes[0], 4), "points": rounded(points[0], 4)}
                )
    return {**cases, "cascade": found}


def crop_cases():
    picture = Image.fromarray(drawn(90, 70))
    cases = []
    for box, size, margin in [
        ((10.4, 8.7, 60.2, 66.9), 48, 0),
        ((-7.5, 3.2, 40.9, 55.1), 32, 8),
        ((50.0, 30.0, 120.0, 90.0), 64, 14),
        ((30.2, 30.9, 41.7, 47.2), 80, 0),
    ]:
        face = peer.extract_face(picture, np.array(box, dtype=np.float32), size, margin)
        levels = face.permute(1, 2, 0).flatten().to(torch.int64)
        cases.append(
            {"size": [90, 70], "box": box, "size_px": size, "margin_px": margin,
             "sum": int(levels.sum()), "every_seventh": levels[::7].tolist()}
        )
    return cases


def formulas(out):
    content = {**header(), "area": area_cases(), "boxes": box_cases(), "networks": network_cases(), "crops": crop_cases()}
    write(out, content)


def write(out, content):
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, separators=(",", ":")).replace('},{"', '},\n{"') + "\n")


def faces_of(detector, picture):
    boxes, probabilities, points = detector.detect(picture, landmarks=True)
    if boxes is None:
        return []
    return [
        {"box": rounded(b, 3), "probability": round(float(p), 6), "points": rounded(q, 3)}
        for b, p, q in zip(boxes, probabilities, points)
    ]


def samples(picture, face):
    """Every 28th pixel of the crop each way, red."""
    crop = peer.extract_face(picture, np.array(face["box"], dtype=np.float32), CROP_PX, 0)
    return crop[0, ::28, ::28].flatten().to(torch.int64).tolist()


class Ties:
    """Whether the order of equal probabilities decided: NumPy's vector instructions sort them anyhow, plain ones stably."""

    def __init__(self):
        self.decided, self.suppress = False, peer.nms_numpy
        peer.nms_numpy = self.watched

    def watched(self, places, scores, *others):
        self.decided = bool((np.argsort(scores) != np.argsort(scores, kind="stable")).any())
        return self.suppress(places, scores, *others)


TIES = Ties()


def seen(detector, picture):
    """What the peer finds in a picture, and the crop of its first face; `None` where it stops with an error."""
    TIES.decided = False
    try:
        found = faces_of(detector, picture)
    except (IndexError, RuntimeError, ValueError) as error:
        # A picture without a level of the pyramid, or a box that lies outside.
        print(f"the peer stopped: {error}", flush=True)
        return None
    saw = {"faces": found, "crop": samples(picture, found[0]) if found else []}
    return {**saw, "tied": True} if TIES.decided else saw


def chosen(rows, n_committed, whole):
    return rows if whole else rows[:: max(1, len(rows) // n_committed)][:n_committed]


def opened(data, name, whole_sets=()):
    """Paths and decoded pictures of a set."""
    rows = csv.DictReader((data / name / "manifest.csv").open())
    for row in chosen(list(rows), COMMITTED.get(name), name in whole_sets):
        yield f"{name}/{row['path']}", Image.open(data / name / row["path"]).convert("RGB")


def photographs(data, out, whole_sets):
    detector = MTCNN(device="cpu")
    pictures = []
    for name in whole_sets or COMMITTED:
        seconds, n_before = 0.0, len(pictures)
        for path, picture in opened(data, name, whole_sets):
            started = time.perf_counter()
            saw = seen(detector, picture)
            seconds += time.perf_counter() - started
            if saw:
                pictures.append({"path": path, **saw})
        n = len(pictures) - n_before
        print(f"{name}: {n} pictures, {n / seconds:.1f} per second", flush=True)
    write(out, {**header(), "crop_px": CROP_PX, "pictures": pictures})


def scaled(pictures):
    for number, (path, picture) in enumerate(pictures):
        factors = (0.2, 0.35, 0.5, 0.8) if picture.width > 1000 else (0.5, 0.7, 1.3, 2.0, 3.1)
        factor = factors[number % len(factors)]
        size = [max(1, round(side * factor)) for side in picture.size]
        yield f"{path}-{factor}", picture.resize(size, Image.BICUBIC)


def turned(pictures):
    for number, (path, picture) in enumerate(pictures):
        if picture.width > 1000:
            picture = picture.reduce(2)
        degrees = (-30, -15, -8, 10, 20, 45, 90, 180)[number % 8]
        yield f"{path}-{degrees}", picture.rotate(degrees, Image.BILINEAR, expand=True)


def montages(paths):
    """Many photographs in one picture, each shrunk into its cell of a grid, at a place that changes from cell to cell."""
    rng = np.random.default_rng(1)
    for (width, height), n_pictures in (((640, 480), 80), ((1920, 1080), 30)):
        for number in range(n_pictures):
            columns, rows = ((2, 2), (4, 3), (4, 4), (6, 4))[number % 4]
            sheet = Image.new("RGB", (width, height), (number * 37 % 256, 128, 90))
            for cell in range(columns * rows):
                picture = Image.open(paths[rng.integers(len(paths))]).convert("RGB")
                room = (width // columns, height // rows)
                share = min(room[0] / picture.width, room[1] / picture.height) * rng.uniform(0.7, 1)
                picture = picture.resize([max(1, int(side * share)) for side in picture.size], Image.BICUBIC)
                corner = [int(rng.uniform(0, room[i] - picture.size[i] + 1)) for i in (0, 1)]
                sheet.paste(picture, (cell % columns * room[0] + corner[0], cell // columns * room[1] + corner[1]))
            yield f"{width}x{height}/{number}-of-{columns * rows}", sheet


def whole(data, folder, names):
    """Everything in the sets named, as it is and made into other pictures."""
    detector = MTCNN(device="cpu")
    pictures = []

    def add(set_name, made):
        """Saves what was made, lets the peer look at it, and returns what it saw."""
        started, n = time.perf_counter(), 0
        for path, picture in made:
            path = f"{set_name}/{path}.png"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            picture.save(folder / path, compress_level=1)
            saw = seen(detector, picture)
            if saw:
                pictures.append({"path": path, "set": set_name, "beside": True, **saw})
            n += 1
        print(f"{set_name}: {n} pictures, {n / (time.perf_counter() - started):.1f} per second", flush=True)
        write(folder / "reference.json", {**header(), "crop_px": CROP_PX, "pictures": pictures})

    for name in names:
        n_before = len(pictures)
        add(f"{name} as PNG", opened(data, name, names))
        # Pillow and we decode the files themselves, and the peer saw the same levels as in the PNG.
        for as_png in pictures[n_before:]:
            path = as_png["path"].removeprefix(f"{name} as PNG/").removesuffix(".png")
            pictures.append({**as_png, "path": path, "set": name, "beside": False})
        add(f"{name} scaled", scaled(opened(data, name, names)))
        add(f"{name} turned", turned(opened(data, name, names)))
    manifests = [(data / name, csv.DictReader((data / name / "manifest.csv").open())) for name in names]
    add("montages", montages([root / row["path"] for root, rows in manifests for row in rows]))



if __name__ == "__main__":
    if sys.argv[1] == "formulas":
        formulas(Path(sys.argv[2]))
    elif sys.argv[1] == "photographs":
        photographs(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
    else:
        whole(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
