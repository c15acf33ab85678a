"""Train the models of a study in PyTorch on the very crops of its run, and compare accuracies.

    evenface study FACES --config FILE --keep-crops --out RUN
    python reference/study_twin.py RUN             (writes RUN/twin.json; what it holds is not trained again)
    python reference/study_twin.py RUN --check     (our weights in torchvision's network must answer as ours)
    python reference/study_twin.py RUN --compare   (prints Markdown: ours beside the twin; see docs/method.md)

What is held equal: crops, first weights, recipe, number of updates, pictures per update, and the augmentations, which are
torchvision's on PIL pictures at the run's settings. What differs: the implementation and all random numbers, so that single
seeds differ and only their means can be compared. A field of the recipe that is not known here is an error.

Weights come from $EVENFACE_WEIGHTS. PyTorch is half again as fast when glibc keeps freed memory, which changes no number:

    GLIBC_TUNABLES=glibc.malloc.mmap_threshold=17179869184:glibc.malloc.trim_threshold=17179869184:glibc.malloc.hugetlb=1 \
        python reference/study_twin.py RUN

`--device cuda` trains and tests on a graphics processor, in full float32 as on the processor.
"""

import argparse
import csv
import hashlib
import json
import math
import os
import pathlib
import sys
import time

# Threads that wait in a loop would take the processor from those that augment; numbers do not depend on it. Read by PyTorch
# when it is loaded, later on.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import twin_table
from twin_recipe import n_updates_of, rate_share, read_config, updates_per_pass

EXPRESSIONS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
MODELS = {"real": ["train"], "real-and-synthetic": ["train", "synthetic"], "real-and-extra": ["train", "extra"]}
TRAINING_SETS = {"train", "synthetic", "extra"}
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CUTOUT_FILL, CUTOUT_REFERENCE_PX = (124, 116, 104), 224
WEIGHT_FILES = ["imagenet/mobilenet_v2.safetensors", "imagenet/mobilenet_v2-b0353104.pth"]


class Crops:
    """The crops of a run in memory: per set the decoded pictures, their classes, and how many have no face."""

    def __init__(self, run, wanted):
        import numpy as np
        from PIL import Image

        self.pictures, self.labels, self.faces, self.n_missed = {}, {}, {}, {}
        with open(run / "crops/manifest.csv", newline="") as file:
            for row in csv.DictReader(file):
                name = row["set"]
                if name in TRAINING_SETS and name not in wanted:
                    continue
                for table in (self.pictures, self.labels, self.faces):
                    table.setdefault(name, [])
                self.n_missed.setdefault(name, 0)
                if row["found"] == "no":
                    self.n_missed[name] += 1
                    continue
                self.pictures[name].append(np.asarray(Image.open(run / "crops" / row["path"]).convert("RGB")))
                self.labels[name].append(EXPRESSIONS.index(row["expression"]))
                self.faces[name].append(row["face"])

    def joined(self, sets):
        pictures = [picture for name in sets for picture in self.pictures.get(name, [])]
        return pictures, [label for name in sets for label in self.labels.get(name, [])]

    def tests(self):
        return [name for name in self.pictures if name not in TRAINING_SETS]


def augmentation_of(settings, input_px):
    """torchvision's transforms in the order of the recipe, from a PIL picture to a PIL picture."""
    from torchvision import transforms as T

    bilinear = T.InterpolationMode.BILINEAR
    square = (input_px, input_px)
    if settings["crop_area"][0] < 1.0:
        steps = [T.RandomResizedCrop(square, settings["crop_area"], settings["crop_aspect"], bilinear)]
    else:
        steps = [T.Resize(square, bilinear)]
    steps.append(T.RandomHorizontalFlip(settings["flip_share"]))
    if settings["rotation_degrees"] > 0:
        steps.append(T.RandomRotation(settings["rotation_degrees"], bilinear))
    strengths = [settings[f"jitter_{name}"] for name in ("brightness", "contrast", "saturation", "hue")]
    steps += [
        T.RandomGrayscale(settings["grayscale_share"]),
        T.RandomApply([T.ColorJitter(*strengths)], settings["jitter_share"]),
        T.RandomApply([T.GaussianBlur(5, tuple(settings["blur_sigma_px"]))], settings["blur_share"]),
        T.RandomAdjustSharpness(settings["sharpness_factor"], settings["sharpness_share"]),
        T.RandomAutocontrast(settings["autocontrast_share"]),
        T.RandomEqualize(settings["equalize_share"]),
        lambda picture: cut_out(picture, settings["cutouts"], settings["cutout_side_px"]),
    ]
    return T.Compose(steps)


def cut_out(picture, n_squares, sides_px):
    """Squares of ImageNet's mean colour, each wholly inside; sides are those of a picture of 224 pixels."""
    import torch

    width = picture.width
    least, greatest = (min(max(side * width // CUTOUT_REFERENCE_PX, 1), width) for side in sides_px)
    for _ in range(n_squares):
        side = int(torch.randint(least, greatest + 1, ()))
        left, top = (int(v) for v in torch.randint(0, width - side + 1, (2,)))
        picture.paste(CUTOUT_FILL, (left, top, left + side, top + side))
    return picture


class Augmented:
    """A data set for DataLoader: a changed picture as bytes `[height, width, 3]`, and its class."""

    def __init__(self, pictures, labels, change):
        self.pictures, self.labels, self.change = pictures, labels, change

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        import numpy as np
        import torch
        from PIL import Image

        picture = self.change(Image.fromarray(self.pictures[index]))
        return torch.from_numpy(np.array(picture)), self.labels[index]


def batches(recipe, n_samples, n_updates, generator):
    """Indices of every update of the run, all passes in a row."""
    import torch

    of_pass, batch = updates_per_pass(recipe, n_samples), recipe["batch"]
    for update in range(n_updates):
        if update % of_pass == 0:
            order = torch.randperm(n_samples, generator=generator).tolist()
        start = update % of_pass * batch
        yield order[start : start + batch]


def new_network(config, weights):
    """torchvision's MobileNetV2 with mean over pixels, a hidden layer and seven outputs, channels last."""
    import torch
    import torchvision
    from torch import nn

    backbone = torchvision.models.mobilenet_v2(weights=None)
    if weights is not None:
        backbone.load_state_dict(weights)
    head = nn.Sequential(nn.Linear(1280, config["hidden"]), nn.ReLU(), nn.Linear(config["hidden"], len(EXPRESSIONS)))
    pooled = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return nn.Sequential(backbone.features, pooled, head).to(memory_format=torch.channels_last)


def read_weights(config):
    """ImageNet weights of the store, or nothing where the study starts from random ones."""
    import torch
    from safetensors.torch import load_file

    if config["initial"] == "random":
        return None
    store = pathlib.Path(os.environ.get("EVENFACE_WEIGHTS") or sys.exit("error: EVENFACE_WEIGHTS is not set"))
    found = [store / name for name in WEIGHT_FILES if (store / name).exists()]
    if not found:
        sys.exit(f"error: {store} holds none of {', '.join(WEIGHT_FILES)}")
    return load_file(found[0]) if found[0].suffix == ".safetensors" else torch.load(found[0], weights_only=True)


def optimizer_of(recipe, network):
    import torch

    backbone, head = network[0].parameters(), network[2].parameters()
    rates = [recipe["backbone_learning_rate"], recipe["head_learning_rate"]]
    groups = [{"params": list(p), "lr": rate, "full_rate": rate} for p, rate in zip((backbone, head), rates)]
    if recipe["update_rule"] == "sgd":
        return torch.optim.SGD(groups, momentum=recipe["momentum"], weight_decay=recipe["weight_decay"])
    return torch.optim.AdamW(groups, weight_decay=recipe["weight_decay"], fused=True)


def loss_of(recipe, labels):
    """Cross entropy with smoothed and weighted targets as in ours; PyTorch's own where only one of both is used."""
    import torch

    n = len(EXPRESSIONS)
    counts = torch.bincount(torch.tensor(labels), minlength=n)
    weights = torch.ones(n)
    if recipe["class_weights"] == "balanced":
        weights = len(labels) / (int((counts > 0).sum()) * counts).clamp(min=1).float()
    smoothing = recipe["label_smoothing"]

    def loss(logits, labels):
        targets = torch.full_like(logits, smoothing / n)
        targets[torch.arange(len(labels)), labels] += 1 - smoothing
        weight = weights.to(labels.device)[labels]
        per_sample = -(targets * torch.log_softmax(logits, 1)).sum(1)
        return (weight * per_sample).sum() / weight.sum()

    return loss


def tensor_of(pictures):
    """Bytes `[n, height, width, 3]` as normalised floats `[n, 3, height, width]` in channels-last memory."""
    import torch

    mean, deviation = (torch.tensor(values, device=pictures.device) for values in (MEAN, DEVIATION))
    return ((pictures.float() / 255 - mean) / deviation).permute(0, 3, 1, 2)


def train(config, crops, model, seed, options):
    """One trained network, and what its training was."""
    import torch
    from torch.utils.data import DataLoader

    recipe = config["recipe"]
    pictures, labels = crops.joined(MODELS[model])
    equal = MODELS["real-and-synthetic"] if config["equal"] == "equal-updates" else MODELS[model]
    n_updates = n_updates_of(recipe, len(crops.joined(equal)[0]), options.epochs)
    torch.manual_seed(seed)
    network = new_network(config, options.weights).to(options.device)
    optimizer, loss_function = optimizer_of(recipe, network), loss_of(recipe, labels)
    change = augmentation_of(recipe["augmentation"], recipe["input_px"])
    generator = torch.Generator().manual_seed(seed)
    order = list(batches(recipe, len(pictures), n_updates, generator))
    loader = DataLoader(
        Augmented(pictures, labels, change), batch_sampler=order, num_workers=options.workers, generator=generator,
        multiprocessing_context="fork" if options.workers else None,
    )
    of_pass, sums, started = updates_per_pass(recipe, len(pictures)), [], time.perf_counter()
    network.train()
    for update, (batch, truth) in enumerate(loader):
        batch, truth = batch.to(options.device), truth.to(options.device)
        if update % of_pass == 0:
            sums.append([0.0, 0])
        for group in optimizer.param_groups:
            group["lr"] = group["full_rate"] * rate_share(recipe, update, n_updates)
        loss = loss_function(network(tensor_of(batch)), truth)
        if not math.isfinite(loss.item()):
            sys.exit(f"error: {model}, seed {seed}: the loss is {loss.item()} at update {update + 1}")
        optimizer.zero_grad()
        loss.backward()
        if recipe["clip_norm"] is not None:
            torch.nn.utils.clip_grad_norm_(network.parameters(), recipe["clip_norm"])
        optimizer.step()
        sums[-1][0] += loss.item() * len(truth)
        sums[-1][1] += len(truth)
        if sys.stderr.isatty():
            words = f"\r{model}, seed {seed}: {update + 1} of {n_updates}, loss {loss.item():.3f} "
            print(words, end="", file=sys.stderr)
    return network, {
        "n_samples": len(pictures),
        "n_updates": n_updates,
        "n_pictures": sum(n for _, n in sums),
        "seconds": round(time.perf_counter() - started, 1),
        "losses": [total / n for total, n in sums],
    }


def probabilities(network, pictures, input_px):
    """Answers to pictures as they are, resized where needed, `[n, 7]`."""
    import numpy as np
    import torch
    from PIL import Image

    square = (input_px, input_px)
    resized = [p if p.shape[:2] == square else np.asarray(Image.fromarray(p).resize(square, Image.BILINEAR)) for p in pictures]
    network.eval()
    device = next(network.parameters()).device
    with torch.inference_mode():
        parts = [torch.from_numpy(np.stack(resized[i : i + 32])).to(device) for i in range(0, len(resized), 32)]
        return torch.cat([torch.softmax(network(tensor_of(part)), 1) for part in parts]).cpu()


def test(network, crops, name, input_px):
    """Hits by class on the found faces of a test set."""
    labels = crops.labels[name]
    answers = probabilities(network, crops.pictures[name], input_px).argmax(1).tolist()
    hits = [truth == answer for truth, answer in zip(labels, answers)]
    of_class = [[hit for hit, truth in zip(hits, labels) if truth == k] for k in range(len(EXPRESSIONS))]
    per_class = {name: {"n": len(hits), "n_correct": sum(hits)} for name, hits in zip(EXPRESSIONS, of_class)}
    return {"n": len(labels), "n_missed": crops.n_missed[name], "n_correct": sum(hits), "per_class": per_class}


def check(run, model, seed):
    """Whether our trained weights, in torchvision's network, give our answers to the kept crops.

    This compares crops, resizing, normalisation and network at once; training is all that is left to differ.
    """
    from safetensors.torch import load_file

    config, crops = read_config(run), Crops(run, set())
    folder = run / f"seed-{seed}" / model
    ours = load_file(folder / "model/weights.safetensors")
    network = new_network(config, None)
    places = {"head.0.": "2.0.", "head.1.": "2.2.", "features.": "0."}
    renamed = {places[old] + name[len(old) :]: v for name, v in ours.items() for old in places if name.startswith(old)}
    missing = network.load_state_dict(renamed, strict=False).missing_keys
    if any(not name.endswith("num_batches_tracked") for name in missing):
        sys.exit(f"error: {folder} lacks {', '.join(missing)}")
    with open(folder / "predictions.csv", newline="") as file:
        rows = {(row["test"], row["face"]): row for row in csv.DictReader(file)}
    for name in crops.tests():
        expected = [[float(rows[name, face][f"p_{e}"]) for e in EXPRESSIONS] for face in crops.faces[name]]
        found = probabilities(network, crops.pictures[name], config["recipe"]["input_px"])
        difference = max(abs(a - b) for row, e in zip(found.tolist(), expected) for a, b in zip(row, e))
        print(f"{model}, seed {seed}, {name}: {len(expected)} faces, probabilities differ by {difference:.1e} at most")
        if difference > 1e-3:
            sys.exit("error: expected at most 1e-3")


def fingerprint(run, epochs):
    """What decides the twin's numbers apart from versions: settings, crops, and a length that was asked for instead."""
    digest = hashlib.sha256()
    for file in ("run.toml", "crops/manifest.csv"):
        digest.update((run / file).read_bytes())
    digest.update(str(epochs).encode())
    return digest.hexdigest()


def write_atomically(path, value):
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(value, indent=1) + "\n")
    os.replace(part, path)


def read_twin(run, options):
    """What an earlier call has finished, or an empty start."""
    import torch
    import torchvision

    path, own = run / "twin.json", fingerprint(run, options.epochs)
    if path.exists():
        twin = json.loads(path.read_text())
        if twin["fingerprint"] != own:
            sys.exit(f"error: {path} is the twin of other settings or crops; remove it to train anew")
        return twin
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    return {"format": 1, "fingerprint": own, "epochs": options.epochs, "versions": versions, "runs": []}


def run_all(run, options):
    import torch

    torch.set_num_threads(options.threads)
    torch.backends.cudnn.allow_tf32 = False
    config = read_config(run)
    twin = read_twin(run, options)
    done = {(entry["model"], entry["seed"]) for entry in twin["runs"]}
    seeds = options.seeds or config["seeds"]
    wanted = [(model, seed) for seed in seeds for model in options.models if (model, seed) not in done]
    if "GLIBC_TUNABLES" not in os.environ:
        print("hint: GLIBC_TUNABLES makes this faster; see the head of the script", file=sys.stderr)
    options.weights = read_weights(config)
    crops = Crops(run, TRAINING_SETS) if wanted else None
    for model, seed in wanted:
        network, entry = train(config, crops, model, seed, options)
        tests = {name: test(network, crops, name, config["recipe"]["input_px"]) for name in crops.tests()}
        twin["runs"].append({"model": model, "seed": seed, "threads": options.threads, "device": options.device, **entry, "tests": tests})
        write_atomically(run / "twin.json", twin)
        accuracy = ", ".join(f"{name} {cell['n_correct']} of {cell['n']}" for name, cell in tests.items())
        print(f"\r{model}, seed {seed}: {entry['seconds']} s, loss {entry['losses'][-1]:.3f}; {accuracy}", flush=True)


def listed(text):
    models = text.split(",")
    unknown = [model for model in models if model not in MODELS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}; known: {', '.join(MODELS)}")
    return models


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, nargs="?", metavar="RUN", help="run folder with crops/")
    parser.add_argument("--models", type=listed, default=["real", "real-and-synthetic"], help=", ".join(MODELS))
    parser.add_argument("--seeds", type=lambda text: [int(n) for n in text.split(",")], help="instead of the run's")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's length: no comparison is made with that")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2, help="processes that augment")
    parser.add_argument("--device", default="cpu", help="a device of PyTorch, such as cuda")
    parser.add_argument("--compare", action="store_true", help="print ours beside the twin as Markdown")
    parser.add_argument("--check", action="store_true", help="ask our trained models in PyTorch, on the crops")
    options = parser.parse_args()
    if options.run is None:
        print("study_twin.py: no run folder is named, so there is nothing to train; it makes no numbers for tests")
    elif options.compare:
        print(twin_table.markdown(options.run))
    elif options.check:
        for seed in options.seeds or read_config(options.run)["seeds"]:
            for model in options.models:
                check(options.run, model, seed)
    else:
        run_all(options.run, options)


if __name__ == "__main__":
    main()
