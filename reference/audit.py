"""Writes crates/audit/tests/reference/audit.json: what Fairlearn, scikit-learn, statsmodels and scipy say about predictions.

Run with: python reference/audit.py
"""

# The folder holds a file with the name of a standard module that scipy's imports need, so it must not be searched.
import sys

sys.path.pop(0)

import itertools
import json
import pathlib
import warnings

import fairlearn
import numpy
import pandas
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from fairlearn import metrics as fair
from scipy import optimize, stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import SquareTable, StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower

warnings.filterwarnings("ignore")
SEED = 2718
OUT = pathlib.Path(__file__).resolve().parent.parent / "crates/audit/tests/reference/audit.json"


def plain(value):
    """A number that JSON can hold: what is not defined is null."""
    value = float(value)
    return value if numpy.isfinite(value) else None


def of_classes(truth, predicted, k):
    """Per class: recall, precision, F1, selection rate, false positive rate, base rate."""
    for c in range(k):
        t, p = truth == c, predicted == c
        kw = {"zero_division": numpy.nan}
        yield [plain(v) for v in (metrics.recall_score(t, p, **kw), metrics.precision_score(t, p, **kw), metrics.f1_score(t, p, **kw),
               p.mean(), p[~t].mean() if (~t).any() else numpy.nan, t.mean())]


def of_group(truth, predicted, k):
    kw = {"average": "macro", "zero_division": numpy.nan}
    return {"accuracy": metrics.accuracy_score(truth, predicted), "balanced_accuracy": plain(metrics.balanced_accuracy_score(truth, predicted)),
            "macro_precision": plain(metrics.precision_score(truth, predicted, **kw)), "macro_f1": plain(metrics.f1_score(truth, predicted, **kw)),
            "classes": list(of_classes(truth, predicted, k))}


def table(rng, n, k, levels, one_class=None):
    """Drawn predictions whose accuracy depends on the first attribute; the last level of the first never meets the last of the second."""
    groups = numpy.stack([rng.integers(0, m, n) for m in levels])
    if len(levels) > 1:
        groups[1][(groups[0] == levels[0] - 1) & (groups[1] == levels[1] - 1)] = 0
    truth = rng.integers(0, k, n)
    if one_class is not None:
        truth[groups[0] == one_class] = 0
    wrong = rng.integers(0, k, n)
    predicted = numpy.where(rng.random(n) < 0.5 + 0.1 * groups[0], truth, wrong)
    return groups, truth, predicted


def frames(rng):
    for n, k, levels, one_class in ((400, 7, (3, 2), None), (300, 2, (2, 3), None), (60, 4, (4,), 1), (30, 7, (3, 3), 2)):
        groups, truth, predicted = table(rng, n, k, levels, one_class)
        probabilities = rng.dirichlet(numpy.ones(k), n).astype(numpy.float32).round(3)
        found = {"n_classes": k, "levels": levels, "groups": groups.tolist(), "truth": truth.tolist(), "predicted": predicted.tolist(),
                 "probabilities": [[float(p) for p in row] for row in probabilities], "overall": of_group(truth, predicted, k), "groupings": []}
        for depth in range(1, len(levels) + 1):
            for attributes in itertools.combinations(range(len(levels)), depth):
                features = pandas.DataFrame({f"a{a}": groups[a] for a in attributes})
                found["groupings"].append({"attributes": list(attributes), **grouping(features, truth, predicted, probabilities, k)})
        yield found


def grouping(features, truth, predicted, probabilities, k):
    accuracy = fair.MetricFrame(metrics=metrics.accuracy_score, y_true=truth, y_pred=predicted, sensitive_features=features)
    by_group = accuracy.by_group
    keys = [key if isinstance(key, tuple) else (key,) for key in by_group.index]
    groups = []
    for key, value in zip(keys, by_group):
        rows = (features.to_numpy() == numpy.array(key)).all(axis=1)
        if not rows.any():
            assert numpy.isnan(value)
            groups.append({"levels": [int(v) for v in key], "n": 0})
            continue
        one = of_group(truth[rows], predicted[rows], k)
        assert abs(one["accuracy"] - value) < 1e-12
        groups.append({"levels": [int(v) for v in key], "n": int(rows.sum()), **one, **scores(truth[rows], predicted[rows], probabilities[rows], k)})
    return {"groups": groups, "accuracy_difference": accuracy.difference(), "accuracy_ratio": accuracy.ratio(),
            "classes": list(disparities(features, truth, predicted, k)), **multi_class(features, truth, predicted, k)}


def scores(truth, predicted, p, k):
    """Brier over all classes, expected calibration error over 15 bins from its definition, area under the curve."""
    p = p.astype(float)
    confidence = p[numpy.arange(len(p)), predicted]
    error = 0.0
    for i in range(15):
        rows = (confidence > i / 15) & (confidence <= (i + 1) / 15)
        error += abs((truth[rows] == predicted[rows]).sum() - confidence[rows].sum()) / len(p)
    area = [metrics.roc_auc_score(truth == c, p[:, c]) if 0 < (truth == c).sum() < len(p) else None for c in range(k)]
    brier = sum(metrics.brier_score_loss(truth == c, p[:, c], pos_label=True) for c in range(k))
    return {"auc": [None if a is None else plain(a) for a in area], "brier": plain(brier), "calibration_error": float(error)}


def disparities(features, truth, predicted, k):
    """One class against all others, by Fairlearn; predictive parity from its MetricFrame."""
    for c in range(k):
        t, p, kw = (truth == c).astype(int), (predicted == c).astype(int), {"sensitive_features": features}
        precision = lambda a, b: metrics.precision_score(a, b, zero_division=numpy.nan)
        recall = fair.MetricFrame(metrics=lambda a, b: metrics.recall_score(a, b, zero_division=numpy.nan), y_true=t, y_pred=p, **kw)
        rate = fair.MetricFrame(metrics=lambda a, b: b[a == 0].mean() if (a == 0).any() else numpy.nan, y_true=t, y_pred=p, **kw)
        parity = fair.MetricFrame(metrics=precision, y_true=t, y_pred=p, **kw)
        row = {"demographic_parity": fair.demographic_parity_difference(t, p, **kw), "demographic_parity_ratio": fair.demographic_parity_ratio(t, p, **kw),
               "recall_range": difference(recall), "false_positive_range": difference(rate), "predictive_parity": difference(parity)}
        whole = all((t[rows] == v).any() for v in (0, 1) for rows in masks(features))
        # Fairlearn counts an undefined rate as 0, so its equalized odds are only asked for where all rates are defined.
        if whole:
            row |= {"equal_opportunity": fair.equal_opportunity_difference(t, p, **kw), "equalized_odds": fair.equalized_odds_difference(t, p, **kw),
                    "equalized_odds_mean": fair.equalized_odds_difference(t, p, agg="mean", **kw)}
        yield {name: plain(value) for name, value in row.items()}


def difference(frame):
    """Fairlearn's, apart from a single group with a value, for which Fairlearn says 0 and we say nothing."""
    return frame.difference() if frame.by_group.notna().sum() > 1 else numpy.nan


def masks(features):
    codes = features.apply(tuple, axis=1)
    return [(codes == key).to_numpy() for key in sorted(set(codes))]


def multi_class(features, truth, predicted, k):
    """Forms for several classes, from their definitions on numpy arrays; a class counts where two groups have it."""
    normal = []
    for rows in masks(features):
        matrix = metrics.confusion_matrix(truth[rows], predicted[rows], labels=range(k)).astype(float)
        with numpy.errstate(invalid="ignore"):
            normal.append((matrix / matrix.sum(1, keepdims=True), numpy.bincount(predicted[rows], minlength=k) / rows.sum()))
    tables, shares = numpy.array([t for t, _ in normal]), numpy.array([s for _, s in normal])
    # One group alone has no range.
    ranges = numpy.where((~numpy.isnan(tables)).sum(0) > 1, numpy.nanmax(tables, 0) - numpy.nanmin(tables, 0), numpy.nan)
    distances = [0.5 * abs(a - b).sum() for a, b in itertools.combinations(shares, 2)]
    return {"multi_demographic_parity": plain((shares.max(0) - shares.min(0)).mean()), "multi_equal_opportunity": plain(numpy.nanmean(numpy.diag(ranges))),
            "cell_equalized_odds": plain(numpy.nanmean(ranges)), "total_variation_worst": plain(max(distances)), "total_variation_mean": plain(numpy.mean(distances))}


def corrections(rng):
    for n in (1, 4, 15):
        p = rng.beta(0.4, 3, n).round(4)
        yield {"p_values": p.tolist(), "benjamini_hochberg": multipletests(p, method="fdr_bh")[1].tolist()}


def newcombes():
    """Method 10 of Newcombe (1998) for two independent rates, by statsmodels."""
    for first, n_first, second, n_second in ((56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (5, 15, 14, 15), (300, 500, 410, 520)):
        low, high = statsmodels.stats.proportion.confint_proportions_2indep(first, n_first, second, n_second, compare="diff", method="newcomb")
        yield {"counts": [first, n_first, second, n_second], "interval": [plain(low), plain(high)]}


def powers():
    """The difference at which a two-sided test of two rates finds it with the power, from Cohen's h."""
    for rate, n_first, n_second in ((0.7, 15, 15), (0.7, 50, 500), (0.5, 500, 500), (0.95, 100, 40)):
        # Its own solver stops early.
        power = lambda h: NormalIndPower().power(h, n_first, 0.05, n_second / n_first) - 0.8
        h = optimize.brentq(power, 1e-6, 5, xtol=1e-15)
        angle = numpy.arcsin(numpy.sqrt(rate)) - h / 2
        yield {"rate": rate, "n": [n_first, n_second], "h": plain(h), "gap": plain(rate - numpy.sin(angle) ** 2) if angle > 0 else None}


def symmetries(rng):
    for k in (2, 3, 7):
        counts = rng.integers(1, 20, (k, k))
        found = SquareTable(counts, shift_zeros=False).symmetry("bowker")
        yield {"counts": counts.tolist(), "statistic": float(found.statistic), "p_value": float(found.pvalue)}


def regressions(rng):
    for n, n_people, n_groups in ((400, None, 2), (600, 60, 3)):
        group = rng.integers(0, n_groups, n)
        x = rng.normal(0, 1, (n, 2)).round(3)
        person = rng.integers(0, n_people, n) if n_people else numpy.arange(n)
        shift = rng.normal(0, 0.7, person.max() + 1)
        y = (rng.random(n) < 1 / (1 + numpy.exp(-(0.4 + 0.5 * (group == 1) - 0.8 * x[:, 0] + shift[person])))).astype(int)
        standard = (x - x.mean(0)) / x.std(0, ddof=1)
        design = numpy.column_stack([numpy.ones(n), *[(group == g).astype(float) for g in range(1, n_groups)], standard])
        fit = sm.Logit(y, design).fit(disp=0, tol=1e-14, maxiter=100, method="newton", cov_type="cluster", cov_kwds={"groups": person})
        yield {"outcome": y.tolist(), "group": group.tolist(), "covariates": x.T.tolist(), "person": person.tolist(), "clustered": n_people is not None,
               "coefficients": fit.params.tolist(), "errors": fit.bse.tolist(), "log_likelihood": float(fit.llf), "p_values": fit.pvalues.tolist()}


def strata(rng):
    for n in (3, 12):
        tables = [rng.integers(1, 15, (2, 2)) for _ in range(n)]
        found = StratifiedTable([t.astype(float) for t in tables])
        low, high = found.oddsratio_pooled_confint()
        test = found.test_null_odds()
        yield {"tables": [t.tolist() for t in tables], "odds_ratio": float(found.oddsratio_pooled), "interval": [float(low), float(high)],
               "statistic": float(test.statistic), "p_value": float(test.pvalue)}


def tails():
    for x, df in ((0.5, 1), (3.84, 1), (10.0, 4), (60.0, 21), (1e-3, 2), (200.0, 100)):
        yield {"x": x, "df": df, "tail": float(stats.chi2.sf(x, df))}


def bootstraps(rng):
    """BCa of a difference of two accuracies, from the definition, with the jackknife over rows and given replicates."""
    for n in (40, 200):
        values = rng.gamma(2, 1, n).round(4)
        replicates = rng.choice(values, (999, n)).std(1, ddof=1)
        observed, leave = values.std(ddof=1), numpy.array([numpy.delete(values, i).std(ddof=1) for i in range(n)])
        u = leave.mean() - leave
        a = (u ** 3).sum() / (6 * (u ** 2).sum() ** 1.5)
        z0 = stats.norm.ppf((replicates < observed).mean())
        shares = [stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) for z in stats.norm.ppf([0.025, 0.975])]
        yield {"observed": float(observed), "replicates": replicates.round(8).tolist(), "left_out": leave.round(12).tolist(),
               "interval": numpy.quantile(replicates.round(8), shares).tolist()}


def main():
    rng = numpy.random.default_rng(SEED)
    versions = {module.__name__: module.__version__ for module in (fairlearn, numpy, pandas, scipy, sklearn, statsmodels)}
    found = {"versions": versions, "seed": SEED, "frames": list(frames(rng)), "corrections": list(corrections(rng)), "newcombe": list(newcombes()),
             "powers": list(powers()), "symmetry": list(symmetries(rng)), "regressions": list(regressions(rng)), "strata": list(strata(rng)),
             "tails": list(tails()), "bootstraps": list(bootstraps(rng))}
    OUT.write_text(json.dumps(found, separators=(", ", ": ")).replace("], \"", "],\n\"") + "\n")


if __name__ == "__main__":
    main()
