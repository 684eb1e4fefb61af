#!/usr/bin/env python3
"""Writes fixtures.json: data sets and what independent packages say of them.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn statsmodels krippendorff irrCAC numpy pandas
    VENV/bin/python make_fixtures.py

Every expected value comes from a package, never from Renga; null where the package refuses or gives NaN.
Predictions: a label's index, or -1 for an answer without a valid label. Ratings: an index, -1 for "no label fits",
null for none.
"""
import json, pathlib, sys, warnings
from importlib.metadata import version

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, cohen_kappa_score, confusion_matrix, f1_score
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

warnings.simplefilter("ignore")
number = lambda x: None if x is None or not np.isfinite(x) else float(x)


def wilson(successes, n):
    if n == 0:
        return None
    low, high = proportion_confint(successes, n, method="wilson")
    return [successes / n, max(0.0, float(low)), min(1.0, float(high))]


def calibration_error(correct, confidence):
    share, mean = calibration_curve(correct, confidence, n_bins=10)
    bins = np.linspace(0, 1, 11)
    index = np.searchsorted(bins[1:-1], confidence)
    sizes = np.bincount(index, minlength=10)
    return float(np.sum(np.abs(share - mean) * sizes[sizes > 0]) / sizes.sum()), sizes.tolist()


def of_model(count, truth, predicted, confidence, latency, shown):
    rows = [i for i, t in enumerate(truth) if t is not None and predicted[i] is not None]
    if not rows:
        return {"n": 0}
    t, p = np.array([truth[i] for i in rows]), np.array([predicted[i] for i in rows])
    present = sorted({int(x) for x in np.concatenate([t, p])} - {-1})
    f1 = lambda kind: float(f1_score(t, p, labels=present, average=kind, zero_division=0))
    precision, recall, f1s, support = precision_recall_fscore_support(
        t, p, labels=range(count), zero_division=np.nan)
    matrix = confusion_matrix(t, p, labels=[*range(count), -1])
    out = {
        "n": len(rows), "accuracy": wilson(int((t == p).sum()), len(rows)), "macro_f1": f1("macro"),
        "weighted_f1": f1("weighted"), "cohen_kappa": number(cohen_kappa_score(t, p)),
        "precision": [number(x) for x in precision], "recall": [number(x) for x in recall],
        "f1": [number(x) for x in f1s], "support": support.tolist(),
        "counts": matrix[:count, :count].tolist(), "no_label": matrix[:count, count].tolist(),
    }
    with_confidence = [i for i in rows if confidence[i] is not None]
    if with_confidence:
        correct = np.array([int(truth[i] == predicted[i]) for i in with_confidence])
        stated = np.array([confidence[i] for i in with_confidence])
        out["brier"] = float(brier_score_loss(correct, stated, pos_label=1))
        out["ece"], out["bin_sizes"] = calibration_error(correct, stated)
    times = [latency[i] for i in rows if latency[i] is not None]
    if times:
        out["latency"] = [float(np.percentile(times, 50)), float(np.percentile(times, 99))]
    for name, wanted in [("blind", False), ("shown", True)]:
        part = [i for i in rows if shown[i] == wanted]
        out[name] = [len(part), wilson(sum(truth[i] == predicted[i] for i in part), len(part))]
    return out


def of_pair(count, truth, a, b):
    both = [i for i in range(len(a)) if a[i] is not None and b[i] is not None]
    x, y = np.array([a[i] for i in both]), np.array([b[i] for i in both])
    judged = [i for i in both if truth[i] is not None]
    table = np.zeros((2, 2), int)
    for i in judged:
        table[int(a[i] != truth[i]), int(b[i] != truth[i])] += 1
    groups = pd.DataFrame({"b": y, "agrees": x == y}).groupby("b")["agrees"].agg(["size", "mean"])
    return {
        "n": len(both), "agreement": wilson(int((x == y).sum()), len(both)),
        "cohen_kappa": number(cohen_kappa_score(x, y)),
        "mcnemar_p": float(mcnemar(table, exact=True).pvalue) if judged else None,
        "per_label": [[int(k), int(r["size"]), float(r["mean"])] for k, r in groups.iterrows() if k >= 0],
    }


def of_reviewers(ratings):
    """ratings[item][reviewer]"""
    rows = [[v for v in row if v is not None] for row in ratings]
    rows = [row for row in rows if len(row) >= 2]
    values = {v for row in rows for v in row}
    out = {"items": len(rows), "krippendorff_alpha": None, "fleiss_kappa": None}
    if len(values) > 1:
        units = np.array([[np.nan if v is None else float(v) for v in row] for row in ratings]).T
        out["krippendorff_alpha"] = number(krippendorff.alpha(reliability_data=units, level_of_measurement="nominal"))
        if len({len(row) for row in rows}) == 1:
            out["fleiss_kappa"] = number(fleiss_kappa(aggregate_raters(np.array(rows))[0], method="fleiss"))
        else:
            kept = [row for row in ratings if sum(v is not None for v in row) >= 2]
            frame = pd.DataFrame([[np.nan if v is None else f"c{v}" for v in row] for row in kept])
            # irrCAC rounds what it returns to `digits`.
            estimate = CAC(frame, digits=15).fleiss()["est"]
            out["fleiss_kappa"] = number(estimate["coefficient_value"])
    pairs = []
    for a in range(len(ratings[0])):
        for b in range(a + 1, len(ratings[0])):
            both = [(r[a], r[b]) for r in ratings if r[a] is not None and r[b] is not None]
            if both:
                x, y = zip(*both)
                same = sum(u == v for u, v in both)
                pairs.append([a, b, len(both), wilson(same, len(both)), number(cohen_kappa_score(x, y))])
    return out | {"pairs": pairs}


def data_set(rng, name, count, n, accuracy=0.8, weights=None, invalid=0.0, unanswered=0.0, undecided=0.0, ties=False,
             never_predicted=(), never_true=(), constant=False, with_reviewers=0, missing=0.0, decimals=3):
    truths = [k for k in range(count) if k not in never_true]
    weights = None if weights is None else np.array([weights[k] for k in truths]) / sum(weights[k] for k in truths)
    truth = [int(x) for x in rng.choice(truths, n, p=weights)]
    answers = [k for k in range(count) if k not in never_predicted]

    def model(skill):
        out = []
        for t in truth:
            label = t if t in answers and rng.random() < skill else int(rng.choice(answers))
            label = -1 if rng.random() < invalid else 0 if constant else label
            out.append(None if rng.random() < unanswered else label)
        confidence = [
            float(rng.integers(0, 11)) / 10 if ties else round(float(rng.beta(4, 1.5)), decimals) for _ in range(n)]
        confidence = [None if rng.random() < 0.1 else c for c in confidence] if n > 5 else confidence
        latency = [int(x) for x in rng.lognormal(6, 0.6, n)]
        shown = [bool(x) for x in rng.random(n) < 0.4]
        return {"predicted": out, "confidence": confidence, "latency": latency, "shown": shown}

    if constant:
        truth = [0] * n
    models = [model(accuracy), model(accuracy + (1 - accuracy) / 2)]
    known = [None if rng.random() < undecided else t for t in truth]
    ratings = None
    if with_reviewers:
        ratings = [[
            None if rng.random() < missing else -1 if rng.random() < 0.05 else
            t if rng.random() < 0.75 else int(rng.integers(0, count)) for _ in range(with_reviewers)] for t in truth]
    expected = {
        "models": [of_model(count, known, m["predicted"], m["confidence"], m["latency"], m["shown"]) for m in models],
        "pair": of_pair(count, known, models[0]["predicted"], models[1]["predicted"]),
        "reviewers": of_reviewers(ratings) if ratings else None,
    }
    return {"name": name, "labels": count, "truth": known, "models": models, "ratings": ratings, "expected": expected}


def main():
    rng = np.random.default_rng(20261101)
    make = lambda *args, **options: data_set(rng, *args, **options)
    sets = [
        make("three labels", 3, 60),
        make("imbalanced", 4, 300, weights=[90, 6, 3, 1], with_reviewers=3),
        make("never predicted", 5, 120, never_predicted=(2,)),
        make("never true", 5, 120, never_true=(4,), invalid=0.1),
        make("neither true nor predicted", 6, 90, never_true=(3,), never_predicted=(3,)),
        make("invalid answers", 4, 150, invalid=0.3),
        make("only invalid answers", 3, 20, invalid=1.0),
        make("partly answered, partly decided", 7, 400, unanswered=0.3, undecided=0.4, invalid=0.05),
        make("without ground truth", 3, 50, undecided=1.0),
        make("ties on bin edges", 3, 220, ties=True),
        make("one class only", 3, 30, constant=True),
        make("one item", 3, 1, accuracy=1.0),
        make("ten labels", 10, 500, accuracy=0.6, with_reviewers=4, missing=0.35),
        make("two reviewers, everything rated", 3, 80, with_reviewers=2),
        make("five reviewers, half missing", 4, 150, with_reviewers=5, missing=0.5),
        make("banking77 size", 77, 3000, accuracy=0.85, invalid=0.01, decimals=4),
    ]
    tables = [(0, 0), (0, 1), (1, 0), (5, 5), (3, 4), (2, 11), (15, 16), (17, 40), (400, 600), (0, 1000),
              (4980, 5020), (49500, 50500), (498800, 501200), (500000, 500000), (300000, 700000)]
    document = {
        "versions": {p: version(p) for p in ["scikit-learn", "statsmodels", "krippendorff", "irrCAC", "numpy", "scipy"]}
        | {"python": sys.version.split()[0]},
        "mcnemar": [[b, c, float(mcnemar([[7, b], [c, 9]], exact=True).pvalue)] for b, c in tables],
        "wilson": [[k, n, wilson(k, n)] for k, n in
                   [(0, 1), (1, 1), (0, 10), (10, 10), (3, 7), (19, 20), (499, 1000), (1, 1000000)]],
        "percentiles": [[v, float(np.percentile(v, 50)), float(np.percentile(v, 99))] for v in
                        [[5.0], [1.0, 2.0], [3.5, 1.25, 9.0], [round(float(x), 3) for x in rng.lognormal(6, 1, 257)]]],
        "edges": np.linspace(0, 1, 11).tolist(),
        "sets": sets,
    }
    target = pathlib.Path(__file__).with_name("fixtures.json")
    rows = json.dumps(document, separators=(",", ":"), allow_nan=False).replace('{"name"', '\n{"name"')
    target.write_text(rows + "\n")


if __name__ == "__main__":
    main()
