"""Whether training with drawn sunglasses helps on people who really wear some: python bench/transfer.py DATA OUT [-- STUDY FLAGS].

DATA holds `cmu-faces` and at least one training set (`--train wild`, `--train wild,fer2013`). Makes one manifest of all training
faces and of the frontal faces of `cmu-faces`, runs `evenface study` on it with configs/transfer.toml, and prints, for every model,
how many of the matched pairs (same person, same expression, without and with real sunglasses) are read right: by all seven
outputs, and by the four expressions that the test set holds. Intervals draw people and seeds (10,000 times). Only the standard
library is needed; photographs are linked, never copied.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRESENT = ("anger", "happiness", "neutral", "sadness")
MODELS = ("real", "real-and-synthetic", "real-and-extra", "real-and-covered")
CROPPED = ("fer2013",)
N_DRAWS = 10_000


def rows_of(data, name):
    with open(data / name / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def write_manifest(data, names, folder):
    """One manifest of several sets, whose folders are linked beside it; returns the pairs of the test set by path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in [*names, "cmu-faces"]:
        link = folder / name
        if not link.exists():
            link.symlink_to((data / name).resolve(), target_is_directory=True)
    pairs = {}
    with open(folder / "manifest.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["path", "expression", "split", "subject", "disguise", "crop"])
        for name in names:
            for row in rows_of(data, name):
                subject = row.get("subject") or row["path"]
                out.writerow([f"{name}/{row['path']}", row["expression"], "train", f"{name}/{subject}", "none", str(name in CROPPED).lower()])
        for row in rows_of(data, "cmu-faces"):
            if row["pose"] != "straight":
                continue
            path = f"cmu-faces/{row['path']}"
            pairs[path] = (row["subject"], row["expression"], row["disguise"])
            out.writerow([path, row["expression"], "val", f"cmu/{row['subject']}", row["disguise"], "false"])
    return pairs


def answers(run, seed, model, pairs):
    """{(person, expression, disguise): (right of seven, right of four)}; a missed face is wrong and not found."""
    found = {}
    with open(run / f"seed-{seed}" / model / "predictions.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["face"] not in pairs or row["design"]:
                continue
            scores = {key[2:]: float(value) for key, value in row.items() if key.startswith("p_") and value}
            if not scores:
                continue
            best = max(scores, key=scores.get)
            best_present = max(PRESENT, key=scores.get)
            found[pairs[row["face"]]] = (best == row["truth"], best_present == row["truth"])
    return found


def matched(by_seed):
    """The pairs that every seed answers on both sides: [(person, [[without, with] per seed])] for both readings."""
    keys = [key for key in by_seed[0] if key[2] == "none"]
    keys = [key for key in keys if all((*key[:2], "sunglasses") in seed for seed in by_seed)]
    return [(key[0], [(seed[key], seed[(*key[:2], "sunglasses")]) for seed in by_seed]) for key in keys]


def accuracy(pairs, which, side, seeds):
    return sum(per_seed[s][side][which] for _, per_seed in pairs for s in seeds) / (len(pairs) * len(seeds))


def drawn(models, statistic, n_seeds, rng):
    """The statistic and its 95 % interval under resampling of people and of seeds, the same for every model."""
    names = sorted({person for person, _ in models[0]})
    groups = [{name: [pair for pair in model if pair[0] == name] for name in names} for model in models]
    values = []
    for _ in range(N_DRAWS):
        people = rng.choices(names, k=len(names))
        seeds = rng.choices(range(n_seeds), k=n_seeds)
        values.append(statistic([[pair for name in people for pair in group[name]] for group in groups], seeds))
    values.sort()
    ends = values[int(0.025 * N_DRAWS)], values[int(0.975 * N_DRAWS) - 1]
    return statistic(models, range(n_seeds)), *ends


def told(name, numbers):
    value, low, high = (100 * number for number in numbers)
    print(f"  {name}: {value:.1f} [{low:.1f}, {high:.1f}]")


def report(models, n_seeds, own, others):
    """Prints and returns what every model reads, and what those of `own` gain over `others`."""
    people = [person for person, _ in next(iter(models.values()))]
    assert all([person for person, _ in model] == people for model in models.values()), "models answer different faces"
    print(f"{len(people)} matched pairs of {len(set(people))} people, {n_seeds} seeds; percent")
    sides = {"without sunglasses": 0, "with sunglasses": 1}
    summary = {}
    for which, reading in enumerate(("seven outputs", "limited to the four expressions present")):
        print(reading)
        rng = random.Random(1)
        for name in models:
            one = [models[name]]
            read = lambda side: lambda m, s: accuracy(m[0], which, side, s)
            numbers = {told_side: drawn(one, read(side), n_seeds, rng) for told_side, side in sides.items()}
            gap = lambda m, s: accuracy(m[0], which, 0, s) - accuracy(m[0], which, 1, s)
            numbers["gap, points"] = drawn(one, gap, n_seeds, rng)
            for told_side, side in sides.items():
                for other in others if name in own else []:
                    gain = lambda m, s: accuracy(m[0], which, side, s) - accuracy(m[1], which, side, s)
                    two = [models[name], models[other]]
                    numbers[f"{told_side} against {other}, points"] = drawn(two, gain, n_seeds, rng)
            print(f" {name}")
            for words, found in numbers.items():
                told(words, found)
            summary[f"{reading}: {name}"] = numbers
    return summary


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", default="wild", help="training sets, with commas")
    parser.add_argument("--evenface", default=str(ROOT / "target/release/evenface"))
    parser.add_argument("--config", default=str(ROOT / "configs/transfer.toml"))
    parser.add_argument("--report-only", action="store_true", help="read a run that is done")
    args, flags = parser.parse_known_args()
    pairs = write_manifest(args.data, args.train.split(","), args.out / "faces")
    run = args.out / "run"
    if not args.report_only:
        flags = [flag for flag in flags if flag != "--"]
        command = [args.evenface, "study", str(args.out / "faces/manifest.csv"), "--config", args.config]
        done = subprocess.run([*command, "--out", str(run), *flags], stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(done.returncode)
    seeds = sorted(int(folder.name[5:]) for folder in run.glob("seed-*"))
    there = [model for model in MODELS if (run / f"seed-{seeds[0]}" / model / "predictions.csv").exists()]
    models = {model: matched([answers(run, seed, model, pairs) for seed in seeds]) for model in there}
    own = "real-and-synthetic"
    summary = report(models, len(seeds), [own], [model for model in there if model != own])
    (run / "transfer.json").write_text(json.dumps(summary, indent=1) + "\n")


if __name__ == "__main__":
    main()
