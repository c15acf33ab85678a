"""Writes crates/audit/tests/reference/diagnosis.json: what scipy, statsmodels and scikit-learn say about columns and values.

Run with: python reference/diagnosis.py
"""

# The folder holds a file with the name of a standard module that scipy's imports need, so it must not be searched.
import sys

sys.path.pop(0)

import json
import pathlib

import numpy
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

SEED = 30514
OUT = pathlib.Path(__file__).resolve().parent.parent / "crates/audit/tests/reference/diagnosis.json"

TABLES = [
    [[10, 20], [30, 5]],
    [[1, 0], [0, 1]],
    [[25, 25], [25, 25]],
    [[120, 3, 14, 60], [80, 21, 14, 2], [300, 40, 9, 77]],
    [[7, 1], [2, 9], [4, 4], [0, 6], [13, 2]],
    [[1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1]],
    [[50, 0, 0], [0, 60, 0], [0, 0, 70]],
    [[3, 0, 1], [0, 2, 0]],
]


def bergsma(table):
    """The bias-corrected V of Bergsma (2013), from the paper's formula on scipy's chi-squared."""
    n, (r, c) = table.sum(), table.shape
    phi2 = stats.chi2_contingency(table, correction=False).statistic / n
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    return float(numpy.sqrt(phi2 / least)) if least > 0 else 0.0


def tables():
    for counts in TABLES:
        table = numpy.array(counts)
        rows, columns = (numpy.repeat(axis.ravel(), table.ravel()) for axis in numpy.indices(table.shape))
        yield {"counts": counts, "cramers_v": float(stats.contingency.association(table, method="cramer", correction=False)),
               "bergsma": bergsma(table), "nmi": float(normalized_mutual_info_score(rows, columns, average_method="arithmetic")),
               "ami": float(adjusted_mutual_info_score(rows, columns, average_method="arithmetic"))}


def distances(rng):
    for first, second in ((5, 9), (40, 40), (1, 7), (300, 211)):
        a, b = rng.normal(0, 10, first).round(1), rng.gamma(2, 6, second).round(0)
        yield {"first": a.tolist(), "second": b.tolist(), "distance": float(stats.wasserstein_distance(a, b))}


def entropies():
    for counts in ([10, 20, 30], [1], [5, 5, 5, 5], [1000, 1, 1], [61, 23, 44, 73, 80, 71, 56], [4, 0, 4]):
        shares = numpy.array(counts) / sum(counts)
        yield {"counts": counts, "by_entropy": float(numpy.exp(stats.entropy(shares))),
               "by_simpson": float(1 / (shares ** 2).sum())}


def quantiles(rng):
    for n in (1, 2, 5, 100):
        values = rng.normal(0, 1, n)
        shares = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
        yield {"values": values.tolist(), "shares": shares, "quantiles": numpy.quantile(values, shares).tolist()}


def holms(rng):
    for n in (1, 3, 12):
        p = rng.beta(0.4, 3, n).round(4)
        yield {"p_values": p.tolist(), "holm": multipletests(p, method="holm")[1].tolist()}


def wilsons():
    for n_hits, n in ((2, 1208), (29, 130), (0, 40), (40, 40), (7, 11)):
        yield {"n_hits": n_hits, "n": n, "wilson": [float(v) for v in proportion_confint(n_hits, n, 0.05, "wilson")]}


def clustered(rng):
    """Wilson's interval at the effective sample size, written from the formulas on scipy's t quantile."""
    for n_people in (6, 40):
        n = rng.integers(1, 9, n_people)
        hits = rng.binomial(n, rng.beta(1, 2, n_people))
        p, total = hits.sum() / n.sum(), n.sum()
        between = n_people / (n_people - 1) * ((hits - n * p) ** 2).sum() / total ** 2
        size = total / max(1.0, between / (p * (1 - p) / total))
        z = stats.t.ppf(0.975, n_people - 1)
        centre = (p + z * z / (2 * size)) / (1 + z * z / size)
        half = z / (1 + z * z / size) * numpy.sqrt(p * (1 - p) / size + z * z / (4 * size * size))
        yield {"n": n.tolist(), "hits": hits.tolist(), "interval": [float(centre - half), float(centre + half)]}


def overlaps(rng):
    """Common part and uncovered share over twenty parts of equal mass of the reference, and what lies beyond it."""
    for first, second, shift in ((200, 300, 0.0), (500, 400, 2.0), (50, 1000, -1.0)):
        mine, theirs = rng.normal(shift, 1, first), rng.normal(0, 1.5, second)
        edges = numpy.quantile(theirs, numpy.arange(20) / 20)
        edges = [-numpy.inf, *edges, numpy.nextafter(theirs.max(), numpy.inf), numpy.inf]
        p, q = (numpy.histogram(values, edges)[0] / len(values) for values in (mine, theirs))
        yield {"first": mine.tolist(), "second": theirs.tolist(), "overlap": float(numpy.minimum(p, q).sum()),
               "not_covered": float(q[p < 0.1 * q].sum())}


def main():
    rng = numpy.random.default_rng(SEED)
    versions = {module.__name__: module.__version__ for module in (numpy, scipy, sklearn, statsmodels)}
    found = {"versions": versions, "seed": SEED, "tables": list(tables()), "distances": list(distances(rng)),
             "entropies": list(entropies()), "quantiles": list(quantiles(rng)), "holm": list(holms(rng)),
             "wilson": list(wilsons()), "clustered": list(clustered(rng)), "overlaps": list(overlaps(rng))}
    OUT.write_text(json.dumps(found, indent=None, separators=(", ", ": ")).replace("], \"", "],\n\"") + "\n")


if __name__ == "__main__":
    main()
