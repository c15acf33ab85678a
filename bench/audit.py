"""An audit by Fairlearn: python bench/audit.py whole|accuracy FILE REPLICATES.

One repetition is a MetricFrame over the three attributes of the table with an interval for every group from that many
resamplings: of accuracy alone, or with it balanced accuracy, macro precision and macro F1. The table is in memory already.
Fairlearn computes in one thread.
"""

import functools
import sys
import warnings

import pandas
from fairlearn.metrics import MetricFrame
from protocol import serve
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, precision_score

N_WARM_UP = 1
MACRO = {"average": "macro", "zero_division": 0}
ACCURACY = {"accuracy": accuracy_score}
WHOLE = ACCURACY | {
    "balanced accuracy": balanced_accuracy_score,
    "macro precision": functools.partial(precision_score, **MACRO),
    "macro F1": functools.partial(f1_score, **MACRO),
}


def main():
    which, path, n_replicates = sys.argv[1], sys.argv[2], int(sys.argv[3])
    warnings.filterwarnings("ignore")
    table = pandas.read_csv(path)

    def repetition():
        frame = MetricFrame(
            metrics={"whole": WHOLE, "accuracy": ACCURACY}[which],
            y_true=table["truth"],
            y_pred=table["predicted"],
            sensitive_features=table[["gender", "age", "tone"]],
            n_boot=n_replicates,
            ci_quantiles=[0.025, 0.975],
            random_state=1,
        )
        return frame.by_group, frame.by_group_ci, frame.difference_ci()

    serve(N_WARM_UP, repetition)


if __name__ == "__main__":
    main()
