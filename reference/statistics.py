"""Writes crates/audit/tests/reference/statistics.json: intervals and tests from scipy and statsmodels.

Run with: python reference/statistics.py
"""

# This file bears the name of a standard module that scipy's imports need, so its folder must not be searched.
import sys

sys.path.pop(0)

import json
import pathlib

import numpy
import pandas
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.anova import anova_lm
from statsmodels.formula.api import ols
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

SEED = 20241
OUT = pathlib.Path(__file__).resolve().parent.parent / "crates/audit/tests/reference/statistics.json"

RATES = [(191, 419), (212, 419), (19, 89), (34, 89), (0, 14), (14, 14), (1, 8), (7, 22), (1, 1), (500_000, 1_000_000)]
LEVELS = [0.8, 0.95, 0.99]
DISCORDANT = [(0, 0), (5, 0), (10, 31), (31, 10), (20, 41), (30, 51), (7, 22), (50, 50), (400, 600), (1000, 1300), (50_000, 51_000)]


def rates():
    for n_hits, n_faces in RATES:
        for level in LEVELS:
            wilson = proportion_confint(n_hits, n_faces, 1 - level, "wilson")
            exact = proportion_confint(n_hits, n_faces, 1 - level, "beta")
            yield {"n_hits": n_hits, "n_faces": n_faces, "level": level,
                   "wilson": [float(v) for v in wilson], "clopper_pearson": [float(v) for v in numpy.nan_to_num(exact)]}


def mcnemars():
    for first, second in DISCORDANT:
        p = 1.0 if first + second == 0 else stats.binomtest(first, first + second, 0.5).pvalue
        peer = mcnemar([[3, first], [second, 4]], exact=True).pvalue if first + second else 1.0
        assert abs(p - peer) < 1e-9, (first, second, p, peer)
        yield {"only_first": first, "only_second": second, "p_value": float(p)}


def spreads(rng):
    for n in (2, 3, 5, 10):
        values = rng.normal(0.45, 0.03, n)
        low, high = stats.t.interval(0.95, n - 1, values.mean(), stats.sem(values))
        yield {"values": values.tolist(), "mean": float(values.mean()), "sd": float(values.std(ddof=1)),
               "interval": [float(low), float(high)]}


def crossed(rng):
    """A balanced faces-by-seeds table: variance components from a two-way analysis of variance."""
    for n_faces, n_seeds in ((12, 3), (40, 5)):
        table = (rng.random((n_faces, n_seeds)) < rng.beta(2, 2, (n_faces, 1))).astype(float)
        rows = [{"x": table[i, s], "face": i, "seed": s} for i in range(n_faces) for s in range(n_seeds)]
        anova = anova_lm(ols("x ~ C(face) + C(seed)", pandas.DataFrame(rows)).fit())
        faces, seeds, rest = anova["mean_sq"]
        total = n_faces * n_seeds
        # E[mean square of faces] = n_seeds var_face + var_rest, and so on: the mean's variance is their alternating sum.
        variance = max((faces + seeds - rest) / total, faces / total, seeds / total)
        parts = ((faces / total, n_faces - 1), (seeds / total, n_seeds - 1))
        degrees = sum(v for v, _ in parts) ** 2 / sum(v * v / df for v, df in parts)
        yield {"table": table.astype(int).tolist(), "variance": float(variance), "degrees": float(degrees),
               "t": float(stats.t.ppf(0.975, degrees))}


def newcombe():
    """Method 10 of Newcombe (1998), written from the paper's formula on statsmodels' Wilson intervals."""
    for both, first, second, neither in ((36, 2, 12, 0), (10, 9, 24, 46), (0, 0, 20, 20), (53, 0, 1, 0), (54, 0, 0, 0), (2, 12, 0, 36)):
        n = both + first + second + neither
        n1, n2 = both + first, both + second
        (l1, u1), (l2, u2) = (proportion_confint(k, n, 0.05, "wilson") for k in (n1, n2))
        cross = both * neither - first * second
        cross = max(cross - n / 2, 0) if cross > 0 else cross
        margin = float(n1) * (n - n1) * n2 * (n - n2)
        phi = cross / margin ** 0.5 if margin else 0.0
        p1, p2 = n1 / n, n2 / n
        down = ((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2) ** 0.5
        up = ((u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2) ** 0.5
        yield {"counts": [both, first, second, neither], "difference": p2 - p1, "interval": [float(p2 - p1 - down), float(p2 - p1 + up)]}


def main():
    rng = numpy.random.default_rng(SEED)
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
    found = {"versions": versions, "seed": SEED, "rates": list(rates()), "mcnemar": list(mcnemars()),
             "spreads": list(spreads(rng)), "crossed": list(crossed(rng)), "newcombe": list(newcombe())}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
