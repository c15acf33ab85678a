"""A study's own accuracies beside those of its PyTorch twin, as Markdown; the rule of agreement is that of docs/method.md.

python reference/study_twin.py RUN --compare
"""

import csv
import json
import math
import sys

# The standard library's statistics is hidden by the script of that name in this folder.
import numpy as np
from scipy import stats

LEVEL = 0.95


def our_counts(run, model, seed):
    """Per test set: found faces and hits, from predictions.csv."""
    counts = {}
    with open(run / f"seed-{seed}" / model / "predictions.csv", newline="") as file:
        for row in csv.DictReader(file):
            n, n_correct = counts.get(row["test"], (0, 0))
            if row["status"] == "found":
                counts[row["test"]] = (n + 1, n_correct + (row["predicted"] == row["truth"]))
    return counts


def our_history(run, model, seed):
    """Training loss of the last epoch, and seconds of training where they were taken."""
    with open(run / f"seed-{seed}" / model / "history.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "train"]
    seconds = [float(row["seconds"]) for row in rows if row["seconds"]]
    return float(rows[-1]["loss"]), sum(seconds) if len(seconds) == len(rows) else None


def welch(ours, theirs):
    """Difference of means (ours - theirs), its interval and p by Welch's t; `None` for what has no meaning."""
    difference = float(np.mean(ours) - np.mean(theirs))
    if min(len(ours), len(theirs)) < 2:
        return difference, None, None
    parts = [float(np.var(sample, ddof=1)) / len(sample) for sample in (ours, theirs)]
    error = math.sqrt(sum(parts))
    if error == 0:
        return difference, (difference, difference), 1.0 if difference == 0 else 0.0
    freedom = sum(parts) ** 2 / sum(p * p / (len(s) - 1) for p, s in zip(parts, (ours, theirs)))
    reach = stats.t.ppf((1 + LEVEL) / 2, freedom) * error
    return difference, (difference - reach, difference + reach), 2 * stats.t.sf(abs(difference) / error, freedom)


def n_outside_after_holm(p_values):
    """How many cells differ when all of them are looked at together: Holm's step-down at 5 %."""
    for i, p in enumerate(sorted(p_values)):
        if p > (1 - LEVEL) / (len(p_values) - i):
            return i
    return len(p_values)


def spread(percent):
    """Every seed, then mean, standard deviation and range."""
    seeds = " ".join(f"{value:.1f}" for value in percent)
    if len(percent) < 2:
        return f"{seeds} | –"
    return f"{seeds} | {np.mean(percent):.1f} ± {np.std(percent, ddof=1):.1f} ({min(percent):.1f} to {max(percent):.1f})"


def common_runs(run, twin):
    """Per model the twin's runs, by seed, of which ours is finished too."""
    entries = [e for e in twin["runs"] if (run / f"seed-{e['seed']}" / e["model"] / "predictions.csv").exists()]
    for model in dict.fromkeys(e["model"] for e in entries):
        yield model, sorted((e for e in entries if e["model"] == model), key=lambda e: e["seed"])


def cells(run, twin):
    """Per model and test set: found faces, our percentages by seed, and the twin's."""
    for model, of_model in common_runs(run, twin):
        ours = [our_counts(run, model, e["seed"]) for e in of_model]
        for name, first in of_model[0]["tests"].items():
            if any(mine[name][0] != e["tests"][name]["n"] for mine, e in zip(ours, of_model)):
                sys.exit(f"error: {model}, {name}: ours and the twin were tested on different numbers of faces")
            percent = [100 * mine[name][1] / mine[name][0] for mine in ours]
            theirs = [100 * e["tests"][name]["n_correct"] / e["tests"][name]["n"] for e in of_model]
            yield model, name, first["n"], percent, theirs


def accuracy_table(run, twin):
    lines = [
        "| trained on | tested on | n | ours, % by seed | mean ± sd (range) | PyTorch, % by seed | mean ± sd (range) "
        "| ours − PyTorch [95 %] | agree |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    p_values = []
    for model, name, n, ours, theirs in cells(run, twin):
        difference, interval, p = welch(ours, theirs)
        inside = "–" if interval is None else f"[{interval[0]:+.1f}, {interval[1]:+.1f}]"
        agree = "–" if p is None else "yes" if p > 1 - LEVEL else "no"
        p_values += [] if p is None else [p]
        sides = f"{spread(ours)} | {spread(theirs)}"
        lines.append(f"| {model} | {name} | {n} | {sides} | {difference:+.1f} {inside} | {agree} |")
    return lines, p_values


def loss_table(run, twin):
    lines = [
        "| trained on | loss of the last epoch, ours by seed | PyTorch by seed | seconds per model, ours | PyTorch |",
        "|---|---|---|---|---|",
    ]
    for model, of_model in common_runs(run, twin):
        ours = [our_history(run, model, e["seed"]) for e in of_model]
        seconds = [value for _, value in ours if value is not None]
        own = f"{np.mean(seconds):.0f}" if seconds else "–"
        losses = " ".join(f"{loss:.3f}" for loss, _ in ours), " ".join(f"{e['losses'][-1]:.3f}" for e in of_model)
        lines.append(
            f"| {model} | {losses[0]} | {losses[1]} | {own} | {np.mean([e['seconds'] for e in of_model]):.0f} |"
        )
    return lines


def markdown(run):
    twin = json.loads((run / "twin.json").read_text())
    if twin["epochs"] is not None:
        sys.exit(f"error: the twin was trained for {twin['epochs']} epochs, not for the recipe's length")
    table, p_values = accuracy_table(run, twin)
    n_outside = sum(p <= 1 - LEVEL for p in p_values)
    verdict = (
        f"{len(p_values) - n_outside} of {len(p_values)} cells agree within the spread of the seeds; "
        f"at 5 % a cell, {len(p_values) * (1 - LEVEL):.1f} are expected to differ by chance; "
        f"{n_outside_after_holm(p_values)} differ when all are looked at together (Holm)"
    )
    if not p_values:
        verdict = "one seed: whether they agree within the spread of the seeds cannot be said"
    return "\n".join([*table, "", verdict, "", *loss_table(run, twin)])
