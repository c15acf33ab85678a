"""The question of transfer.py asked with many seeds, in PyTorch on a graphics card: python bench/transfer_torch.py pack|train|report.

    evenface study FACES --config configs/transfer.toml --updates 1 --keep-crops --out RUN     (FACES: as transfer.py makes them)
    python bench/transfer_torch.py pack RUN FACES.npz [--worn bench/wild_worn.csv]
    python bench/transfer_torch.py train FACES.npz OUT --arms extra,synthetic,covered --seeds 10
    python bench/transfer_torch.py report OUT

An arm names what is half of what is learnt from, the other half being the undisguised faces: `synthetic` (drawn disguises),
`covered` (blobs in their outlines), `extra` (the same parents, undisguised) or `real` (all faces, unbalanced). Every arm has as many updates.
ARM:plain leaves the cutouts of the augmentation out, ARM:erase takes random erasing in their place. The recipe is the study's; the
augmentations are made on the card and lack hue and equalising. Models train side by side, each a CUDA graph on a stream of its
own, in bfloat16 with float32 weights. Faces in --worn, which really wear something, are kept out of training and tested.
"""

import argparse
import csv
import io
import json
import math
import random
import sys
import time
from pathlib import Path

import numpy as np

EXPRESSIONS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
GREY = (0.299, 0.587, 0.114)
BATCH, N_RANDOM, REFERENCE_PX = 32, 44, 224
TESTS = ("real", "disguised", "really-disguised")
CONSTANTS = {}


def pack(options):
    """Writes the crops of a run as JPEG into one file, with what each of them is."""
    from PIL import Image

    worn = {}
    if options.worn:
        with open(options.worn, newline="") as file:
            worn = {row["path"]: row["worn"] for row in csv.DictReader(file)}
    blobs, meta = [], []
    with open(options.run / "crops/manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        parent = (row["parent"] or row["face"]).split("+covered")[0]
        wears = worn.get(parent.split("/", 1)[-1], "")
        # An extra face is its parent once more.
        if row["found"] == "no" or row["set"] == "extra" or wears and row["set"] in ("synthetic", "covered"):
            continue
        picture = Image.open(options.run / "crops" / row["path"]).convert("RGB").resize((options.px,) * 2, Image.LANCZOS)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=options.quality)
        blobs.append(file.getvalue())
        names = ("set", "face", "expression", "subject")
        meta.append({**{name: row[name] for name in names}, "parent": parent, "worn": wears})
    ends = np.cumsum([len(blob) for blob in blobs])
    np.savez(options.file, bytes=np.frombuffer(b"".join(blobs), np.uint8), ends=ends, meta=json.dumps(meta))
    print(f"{len(blobs)} pictures, {ends[-1] / 1e6:.1f} MB")


def decoded(args):
    from PIL import Image

    blob, px = args
    return np.asarray(Image.open(io.BytesIO(blob)).convert("RGB").resize((px, px), Image.BILINEAR))


def read(files, px):
    from multiprocessing import Pool

    pictures, meta = [], []
    for file in files.split(","):
        data = np.load(file)
        raw, ends = data["bytes"].tobytes(), data["ends"]
        with Pool() as pool:
            pictures += pool.map(decoded, [(raw[a:b], px) for a, b in zip([0, *ends[:-1]], ends)], chunksize=64)
        meta += json.loads(str(data["meta"]))
    return np.stack(pictures), meta


def constant(values, x):
    """A value per channel on the card; made before a graph is recorded, which may not copy from the host."""
    import torch

    key = (values, x.device)
    if key not in CONSTANTS:
        CONSTANTS[key] = torch.tensor(values, device=x.device).view(1, 3, 1, 1)
    return CONSTANTS[key]


def normalised(x):
    return (x - constant(MEAN, x)) / constant(DEVIATION, x)


def grey(x):
    return (x * constant(GREY, x)).sum(1, keepdim=True)


def column(values):
    return values.view(-1, 1, 1, 1)


def moved(x, u):
    """Resized crop, flip and rotation."""
    import torch
    import torch.nn.functional as F

    area, aspect = 0.8 + 0.2 * u[:, 0], torch.exp((u[:, 1] * 2 - 1) * math.log(4 / 3))
    wide, high = (area * aspect).sqrt().clamp(max=1.0), (area / aspect).sqrt().clamp(max=1.0)
    right, down = (1 - wide) * (2 * u[:, 2] - 1), (1 - high) * (2 * u[:, 3] - 1)
    flip, angle = torch.where(u[:, 4] < 0.5, -1.0, 1.0), (2 * u[:, 5] - 1) * math.radians(15)
    c, s = torch.cos(angle), torch.sin(angle)
    rows = [torch.stack([wide * c * flip, -wide * s, right], 1), torch.stack([high * s * flip, high * c, down], 1)]
    grid = F.affine_grid(torch.stack(rows, 1), x.shape, align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


def coloured(x, u):
    """Grey, jitter of brightness, contrast and saturation."""
    import torch

    x = torch.where(column(u[:, 6] < 0.1), grey(x).expand_as(x), x)
    jitter = (u[:, 7] < 0.5).float()
    brightness, contrast, saturation = (column(1 + jitter * 0.2 * (2 * u[:, k] - 1)) for k in (8, 9, 10))
    x = (x * brightness).clamp(0, 1)
    middle = grey(x).mean((2, 3), keepdim=True)
    x = (middle + (x - middle) * contrast).clamp(0, 1)
    return (grey(x) + (x - grey(x)) * saturation).clamp(0, 1)


def sharpened(x, u):
    """Blur, sharpening, stretched levels."""
    import torch
    import torch.nn.functional as F

    n, _, h, w = x.shape
    sigma = torch.where(u[:, 11] < 0.2, 0.1 + 1.9 * u[:, 12], 1e-2)
    taps = torch.exp(-0.5 * (torch.arange(-2, 3, device=x.device).view(1, 5) / sigma.view(n, 1)) ** 2)
    taps = taps / taps.sum(1, keepdim=True)
    wide = F.pad(x, (2, 2, 0, 0), "reflect")
    x = sum(column(taps[:, k]) * wide[:, :, :, k : k + w] for k in range(5))
    high = F.pad(x, (0, 0, 2, 2), "reflect")
    x = sum(column(taps[:, k]) * high[:, :, k : k + h] for k in range(5))
    smooth = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), "replicate"), 3, 1)
    x = torch.where(column(u[:, 13] < 0.2), (2 * x - smooth).clamp(0, 1), x)
    least, most = x.amin((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)
    return torch.where(column(u[:, 14] < 0.2), (x - least) / (most - least).clamp(min=1e-3), x)


def boxes(shape, left, top, wide, high, device):
    """`[n, k, h, w]`: whether a pixel lies in the k-th box of its picture."""
    import torch

    across, down = (torch.arange(side, device=device).view(1, 1, side) for side in (shape[3], shape[2]))
    across = (across >= left[..., None]) & (across < (left + wide)[..., None])
    down = (down >= top[..., None]) & (down < (top + high)[..., None])
    return across[:, :, None, :] & down[:, :, :, None]


def holed(x, u, holes):
    """Eight cutouts of the study's recipe, or random erasing (Zhong et al. 2020): half of the pictures lose 2 to 33 % of their area."""
    import torch

    h, w = x.shape[2:]
    if holes == "plain":
        return x
    if holes == "erase":
        area, ratio = (0.02 + 0.31 * u[:, 39:40]) * h * w, torch.exp((2 * u[:, 40:41] - 1) * math.log(10 / 3))
        wide, high = (area * ratio).sqrt().clamp(max=w - 1), (area / ratio).sqrt().clamp(max=h - 1)
        left, top = u[:, 41:42] * (w - wide), u[:, 42:43] * (h - high)
        hidden = boxes(x.shape, left, top, wide, high, x.device) & column(u[:, 43] < 0.5)
    else:
        side = (16 + torch.floor(13 * u[:, 15:23])) * (w / REFERENCE_PX)
        hidden = boxes(x.shape, u[:, 23:31] * (w - side), u[:, 31:39] * (h - side), side, side, x.device)
    return torch.where(hidden.any(1, keepdim=True), constant(MEAN, x), x)


class Run:
    """One model in training."""

    def __init__(self, options, data, arm, seed):
        import torch
        import torchvision
        from torch import nn

        pool, _, holes = arm.partition(":")
        self.name, self.holes, self.device = f"{arm.replace(':', '_')}-{seed}", holes or "cutouts", data["device"]
        torch.manual_seed(seed)
        backbone = torchvision.models.mobilenet_v2(weights=None)
        backbone.load_state_dict(data["weights"])
        head = nn.Sequential(nn.Linear(1280, 100), nn.ReLU(), nn.Linear(100, len(EXPRESSIONS)))
        network = nn.Sequential(backbone.features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)
        self.network = network.to(self.device, memory_format=torch.channels_last).train()
        self.rates = [torch.tensor(rate, device=self.device) for rate in (1e-4, 1e-3)]
        self.full_rates = (1e-4, 1e-3)
        groups = [{"params": list(p.parameters()), "lr": r} for p, r in zip((backbone.features, head), self.rates)]
        is_card = self.device != "cpu"
        self.optimizer = torch.optim.AdamW(groups, weight_decay=1e-4, fused=is_card, capturable=is_card)
        self.order = torch.from_numpy(self.batches(data["sets"], pool, seed, options.epochs)).to(self.device)
        self.n_updates = min(len(self.order), options.updates or len(self.order))
        generator = torch.Generator().manual_seed(seed)
        self.random = torch.rand(self.n_updates, BATCH, N_RANDOM, generator=generator).to(self.device)
        self.index, self.u = self.order[0].clone(), self.random[0].clone()
        self.pictures, self.labels = data["pictures"], data["labels"]
        self.loss, self.update, self.graph = None, 0, None
        self.stream = torch.cuda.Stream() if is_card else None

    @staticmethod
    def batches(sets, pool, seed, epochs):
        """Which pictures every update sees: in each pass all undisguised faces and as many of the arm's own."""
        rng, train = np.random.default_rng(seed), sets["train"]
        own, passes = sets["train" if pool == "real" else pool], []
        for _ in range(epochs):
            second = rng.permutation(own)[: len(train)] if len(own) >= len(train) else rng.choice(own, len(train))
            both = rng.permutation(np.concatenate([train, second]))
            passes.append(both[: len(both) // BATCH * BATCH])
        return np.concatenate(passes).reshape(-1, BATCH)

    def step(self):
        import torch
        import torch.nn.functional as F

        x = self.pictures[self.index].permute(0, 3, 1, 2).float() / 255
        x = holed(sharpened(coloured(moved(x, self.u), self.u), self.u), self.u, self.holes)
        x = normalised(x).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cuda" if self.stream else "cpu", torch.bfloat16, cache_enabled=False):
            logits = self.network(x)
        loss = F.cross_entropy(logits.float(), self.labels[self.index])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def capture(self):
        """Records an update as a graph; what warmed up is undone."""
        import copy

        import torch

        state = copy.deepcopy(self.network.state_dict())
        with torch.cuda.stream(self.stream):
            for _ in range(3):
                self.step()
        torch.cuda.synchronize()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, stream=self.stream):
            self.loss = self.step()
        torch.cuda.synchronize()
        self.network.load_state_dict(state)
        for slot in self.optimizer.state.values():
            for value in slot.values():
                value.zero_()

    def advance(self):
        import contextlib

        import torch

        share = 0.5 * (1 + math.cos(math.pi * self.update / self.n_updates))
        with torch.cuda.stream(self.stream) if self.stream else contextlib.nullcontext():
            for rate, full in zip(self.rates, self.full_rates):
                rate.fill_(full * share)
            self.index.copy_(self.order[self.update])
            self.u.copy_(self.random[self.update])
            if self.graph:
                self.graph.replay()
            else:
                self.loss = self.step()
        self.update += 1
        return self.update < self.n_updates

    def answers(self, which):
        import torch

        self.network.eval()
        with torch.inference_mode():
            parts = (self.pictures[part].permute(0, 3, 1, 2).float() / 255 for part in which.split(128))
            return torch.cat([torch.softmax(self.network(normalised(part)), 1) for part in parts]).cpu().numpy()


def sets_of(meta):
    """Rows by what they are for."""
    sets, undisguised = {}, {row["parent"]: k for k, row in enumerate(meta) if row["set"] == "train"}
    for k, row in enumerate(meta):
        name = "test" if row["set"] in TESTS else "worn" if row["worn"] else row["set"]
        sets.setdefault(name, []).append(k)
        if name == "synthetic":
            sets.setdefault("extra", []).append(undisguised[row["parent"]])
    return {name: np.array(rows) for name, rows in sets.items()}


def train(options):
    import torch
    from safetensors.torch import load_file

    started = time.perf_counter()
    pictures, meta = read(options.files, options.px)
    sets, device = sets_of(meta), "cuda" if torch.cuda.is_available() else "cpu"
    tests = np.concatenate([sets["test"], sets.get("worn", np.array([], int))])
    print({name: len(rows) for name, rows in sets.items()}, device, flush=True)
    data = {
        "device": device,
        "sets": sets,
        "pictures": torch.from_numpy(pictures).to(device),
        "labels": torch.tensor([EXPRESSIONS.index(row["expression"]) for row in meta], device=device),
        "weights": load_file(options.weights),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "tests.json").write_text(json.dumps([meta[k] for k in tests]))
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    wanted = [(arm, seed) for seed in seeds for arm in options.arms.split(",")]
    wanted = [(arm, seed) for arm, seed in wanted if not (options.out / f"{arm.replace(':', '_')}-{seed}.npy").exists()]
    which = torch.from_numpy(tests).to(device)
    for first in range(0, len(wanted), options.side_by_side):
        if time.perf_counter() - started > options.stop_after:
            sys.exit(f"out of time: {len(wanted) - first} models are not trained; the same command goes on")
        runs = [Run(options, data, arm, seed) for arm, seed in wanted[first : first + options.side_by_side]]
        if device == "cuda":
            for run in runs:
                run.capture()
        begun = time.perf_counter()
        while all([run.advance() for run in runs]):
            pass
        if device == "cuda":
            torch.cuda.synchronize()
        seconds, n = time.perf_counter() - begun, sum(run.n_updates * BATCH for run in runs)
        for run in runs:
            np.save(options.out / f"{run.name}.npy", run.answers(which))
        losses = ", ".join(f"{run.name} {run.loss.item():.2f}" for run in runs)
        print(f"{seconds:.1f} s, {n / seconds:.0f} pictures/s; losses {losses}", flush=True)


def pair_of(face):
    """Person and expression of a picture of cmu-faces: `an2i_straight_angry_open.pgm`."""
    person, pose, expression = Path(face.split("+")[0]).name.split("_")[:3]
    return person, pose, expression


def report(options):
    import transfer

    tests = json.loads((options.out / "tests.json").read_text())
    by_arm = {}
    for file in options.out.glob("*.npy"):
        arm, seed = file.stem.rsplit("-", 1)
        by_arm.setdefault(arm, {})[int(seed)] = np.load(file)
    seeds = sorted(set.intersection(*[set(found) for found in by_arm.values()]))
    truth = [EXPRESSIONS.index(row["expression"]) for row in tests]
    present = [EXPRESSIONS.index(name) for name in transfer.PRESENT]
    places = {"none": "real", "sunglasses": "really-disguised"}
    models = {}
    for arm in sorted(by_arm):
        by_seed = []
        for seed in seeds:
            scores, found = by_arm[arm][seed], {}
            for worn, name in places.items():
                for k, row in enumerate(tests):
                    person, pose, expression = pair_of(row["face"]) if row["set"] == name else (None, None, None)
                    if pose == "straight" or (options.poses == "all" and pose):
                        four = present[int(scores[k][present].argmax())]
                        found[person, (pose, expression), worn] = (int(scores[k].argmax()) == truth[k], four == truth[k])
            by_seed.append(found)
        models[arm] = transfer.matched(by_seed)
    own = [arm for arm in models if arm.startswith("synthetic")]
    transfer.report(models, len(seeds), own, [arm for arm in models if arm not in own])
    worn_report(tests, by_arm, seeds, truth)


def worn_report(tests, by_arm, seeds, truth):
    """Accuracy on faces that really wear something, against the same faces again undisguised."""
    import transfer

    kinds = sorted({kind for row in tests if row["set"] == "train" for kind in row["worn"].rstrip("?").split("+")})
    for kind in kinds:
        rows = [k for k, row in enumerate(tests) if row["set"] == "train" and kind in row["worn"].split("+")]
        print(f"{kind}: {len(rows)} faces of {len({tests[k]['subject'] for k in rows})} people")
        right = {arm: [[scores[seed][k].argmax() == truth[k] for seed in seeds] for k in rows] for arm, scores in by_arm.items()}
        for arm in sorted(right):
            gain = lambda m, s: transfer.accuracy(m[0], 0, 0, s) - transfer.accuracy(m[0], 0, 1, s)
            faces = zip(rows, right[arm], right["extra"])
            by_side = [(tests[k]["subject"], [((a,), (b,)) for a, b in zip(ours, theirs)]) for k, ours, theirs in faces]
            value, low, high = (100 * v for v in transfer.drawn([by_side], gain, len(seeds), random.Random(1)))
            print(f"  {arm}: {100 * np.mean(right[arm]):.1f}, against extra {value:+.1f} [{low:+.1f}, {high:+.1f}]")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("pack")
    one.add_argument("run", type=Path)
    one.add_argument("file")
    one.add_argument("--px", type=int, default=224, help="side of the stored pictures")
    one.add_argument("--quality", type=int, default=90)
    one.add_argument("--worn", help="CSV of path and worn: faces of the training set that really wear something")
    one.set_defaults(act=pack)
    two = commands.add_parser("train")
    two.add_argument("files", help="packed faces, with commas")
    two.add_argument("out", type=Path)
    two.add_argument("--weights", default="imagenet/mobilenet_v2.safetensors")
    two.add_argument("--px", type=int, default=224)
    two.add_argument("--arms", default="real,extra,synthetic,covered")
    two.add_argument("--seeds", type=int, default=5)
    two.add_argument("--first-seed", type=int, default=1)
    two.add_argument("--epochs", type=int, default=12)
    two.add_argument("--updates", type=int, help="instead of so many epochs, to try it")
    two.add_argument("--side-by-side", type=int, default=6)
    two.add_argument("--stop-after", type=float, default=math.inf, metavar="SECONDS")
    two.set_defaults(act=train)
    three = commands.add_parser("report")
    three.add_argument("out", type=Path)
    three.add_argument("--poses", choices=["straight", "all"], default="straight")
    three.set_defaults(act=report)
    options = parser.parse_args()
    options.act(options)


if __name__ == "__main__":
    main()
