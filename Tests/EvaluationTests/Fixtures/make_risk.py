#!/usr/bin/env python3
"""Writes risk.json beside this file: risk-coverage curves, guaranteed thresholds and conformal sets, made with other means.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy MAPIE scikit-learn
    VENV/bin/python make_risk.py

The bounds are scipy's quantiles of the beta distribution, the p-values its binomial distribution. The area under the
risk-coverage curve is the mean over many shuffled orders of equal confidences, and exactly their expectation. SGR is
written from algorithm 1 of Geifman and El-Yaniv (2017), line by line, over the single answers. The sets of labels are
those of MAPIE's split conformal classifier with the score "lac", told the same chances.
"""
import json, math, pathlib
from fractions import Fraction

import mapie, numpy as np, scipy, sklearn
from mapie.classification import SplitConformalClassifier
from scipy.stats import beta, binom
from sklearn.base import BaseEstimator, ClassifierMixin

rng = np.random.default_rng(5)


def upper(errors, n, delta):
    return 1.0 if errors >= n else float(beta.ppf(1 - delta, errors + 1, n - errors))


def lower(errors, n, delta):
    return 0.0 if errors == 0 else float(beta.ppf(delta, errors, n - errors + 1))


def areas(confidence, wrong):
    """The expectation of the area over all orders of equal confidences, in fractions, and the best area there is."""
    groups = sorted(set(confidence), reverse=True)
    before, errors, total = 0, 0, Fraction(0)
    for value in groups:
        here = [w for c, w in zip(confidence, wrong) if c == value]
        for place in range(1, len(here) + 1):
            expected = errors + Fraction(sum(here) * place, len(here))
            total += expected / (before + place)
        before += len(here)
        errors += sum(here)
    n = len(confidence)
    best = sum(Fraction(max(0, k - (n - errors)), k) for k in range(1, n + 1))
    return float(total / n), float(best / n)


def shuffled_area(confidence, wrong, rounds=4000):
    c, w = np.array(confidence), np.array(wrong)
    sums = 0.0
    for _ in range(rounds):
        order = np.lexsort((rng.random(len(c)), -c))
        sums += np.mean(np.cumsum(w[order]) / np.arange(1, len(c) + 1))
    return sums / rounds


def sgr(confidence, wrong, risk, delta):
    """Algorithm 1; beside its own output the last step whose bound is below the wished risk."""
    order = np.argsort(confidence, kind="stable")
    c, w = np.array(confidence)[order], np.array(wrong)[order]
    m = len(c)
    z_min, z_max = 1, m
    k = math.ceil(math.log2(m))
    met = None
    for _ in range(k):
        z = math.ceil((z_min + z_max) / 2)
        theta = c[z - 1]
        accepted = c >= theta
        n, errors = int(accepted.sum()), int(w[accepted].sum())
        bound = upper(errors, n, delta / k)
        if bound < risk:
            z_max = z
            met = [float(theta), n, errors, bound]
        else:
            z_min = z
    return {"met": met, "last": [float(theta), n, errors, bound], "steps": k}


class Given(ClassifierMixin, BaseEstimator):
    """A classifier that answers with the chances of its one feature's row."""

    def __init__(self, chances=None):
        self.chances = chances
        self.classes_ = np.arange(chances.shape[1])
        self.is_fitted_ = True

    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        return self.chances[np.asarray(X)[:, 0].astype(int)]

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)


def bin_of(c):
    return sum(c >= edge for edge in (0.5, 0.8, 0.9, 0.95, 0.99))


def chances(counting, answers, categories):
    """Counts that fall back to wider cells, with a weight of two."""
    result = np.zeros((len(answers), categories))
    rows = np.array([[a["label"], a["other"], bin_of(a["confidence"]), a["truth"]] for a in counting])
    for i, a in enumerate(answers):
        here = np.full(categories, 1 / categories)
        wide = rows[:, 0] == a["label"]
        for cell in (wide, wide & (rows[:, 1] == a["other"]),
                     wide & (rows[:, 1] == a["other"]) & (rows[:, 2] == bin_of(a["confidence"]))):
            seen = np.bincount(rows[cell, 3], minlength=categories)
            here = (seen + 2 * here) / (seen.sum() + 2)
        result[i] = here
    return result


def answers(n, labels):
    made = []
    for _ in range(n):
        truth = int(rng.integers(1, labels + 1))
        if rng.random() < 0.03:
            truth = 0
        confidence = float(np.round(rng.beta(6, 1.2), 3))
        right = rng.random() < confidence ** 0.7 and truth > 0
        label = truth if right else int(rng.integers(1, labels + 1))
        other = -1 if rng.random() < 0.4 else (truth if rng.random() < 0.85 and truth > 0 else int(rng.integers(1, labels + 1)))
        made.append({"label": label, "other": other, "confidence": confidence, "truth": truth})
    return made


def set_case(labels, sizes, alphas):
    counting, calibrating, checking = (answers(n, labels) for n in sizes)
    categories = labels + 1
    rows = []
    scores = np.sort([0.0 if a["label"] == a["truth"] else a["confidence"] for a in counting + calibrating])
    for alpha in alphas:
        rank = math.ceil(Fraction(len(scores) + 1) * (1 - Fraction(str(alpha))))
        q = float(scores[rank - 1]) if rank <= len(scores) else None
        size = [categories if q is None or a["confidence"] <= q else 1 for a in checking]
        covered = [s == categories or a["label"] == a["truth"] for s, a in zip(size, checking)]
        rows.append(["prediction-or-ask", alpha, q, sum(covered), float(np.mean(size)), sum(s == 1 for s in size)])
    both = calibrating + checking
    given = chances(counting, both, categories)
    X = np.arange(len(both)).reshape(-1, 1)
    truth = np.array([a["truth"] for a in both])
    m = len(calibrating)
    for alpha in alphas:
        classifier = SplitConformalClassifier(
            Given(given), confidence_level=1 - alpha, conformity_score="lac", prefit=True)
        classifier.conformalize(X[:m], truth[:m])
        _, sets = classifier.predict_set(X[m:])
        sets = sets[:, :, 0].astype(bool)
        q = float(np.ravel(classifier._mapie_classifier.conformity_score_function_.quantiles_)[0])
        # MAPIE leaves sets empty; here the likeliest label is always in it.
        empty = ~sets.any(axis=1)
        sets[empty, given[m:][empty].argmax(axis=1)] = True
        size = sets.sum(axis=1)
        covered = sets[np.arange(len(checking)), truth[m:]]
        rows.append(["labels-by-confusion", alpha, q, int(covered.sum()), float(size.mean()), int((size == 1).sum())])
    pack = lambda part: [[a["label"], a["other"], a["confidence"], a["truth"]] for a in part]
    return {"categories": categories, "alphas": alphas, "counting": pack(counting), "calibrating": pack(calibrating),
            "checking": pack(checking), "rows": rows}


def curve_case(n, decimals, slope):
    confidence = np.round(rng.beta(8, 1.0, n), decimals).tolist()
    wrong = [int(rng.random() < slope * (1 - c) + 0.002) for c in confidence]
    area, best = areas(confidence, wrong)
    assert abs(shuffled_area(confidence, wrong) - area) < 0.01
    cases = [{"risk": r, "delta": d, **sgr(confidence, wrong, r, d)} for r in (0.005, 0.02, 0.05, 0.1) for d in (0.05, 0.001)]
    return {"confidence": confidence, "wrong": wrong, "area": area, "best": best, "sgr": cases}


bounds = []
for n in (1, 7, 60, 812, 20000, 1000000):
    for errors in sorted({0, 1, n // 100, n // 7, n - 1, n}):
        if errors <= n:
            for delta in (0.1, 0.05, 0.01, 0.0025):
                bounds.append([errors, n, delta, upper(errors, n, delta), lower(errors, n, delta)])
tails = [[e, n, r, float(binom.cdf(e, n, r))] for n in (1, 50, 3000, 400000) for r in (0.001, 0.01, 0.2)
         for e in sorted({0, int(n * r * 0.7), int(n * r), int(n * r * 1.2)}) if e < n]
document = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "mapie": mapie.__version__,
                 "scikit-learn": sklearn.__version__},
    "bounds": bounds, "tails": tails,
    "curves": [curve_case(2, 1, 1), curve_case(37, 1, 0.6), curve_case(600, 2, 0.3), curve_case(1500, 4, 0.1),
               curve_case(300, 2, 0.0)],
    "sets": [set_case(3, (60, 80, 120), [0.2, 0.1, 0.05]), set_case(8, (150, 150, 200), [0.3, 0.1, 0.03])],
}
path = pathlib.Path(__file__).with_name("risk.json")
path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(path.stat().st_size)
