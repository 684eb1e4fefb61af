#!/usr/bin/env python3
"""Writes raters.json: ratings, and what independent packages say of agreement, of Dawid-Skene and of differences.

    python3 -m venv VENV && VENV/bin/pip install statsmodels krippendorff irrCAC crowd-kit numpy pandas scipy
    VENV/bin/python make_raters.py

Every expected value comes from a package, never from Renga; null where the package refuses, gives NaN, or a standard
error of 0. Ratings: `ratings[item][reviewer]`, an index, -1 for "no label fits", null for none. AC1 is over the whole
scale: all labels, and "no label fits" where it occurs.
"""
import json, pathlib, sys, warnings
from importlib.metadata import version

import krippendorff
import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene
from irrCAC.raw import CAC
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.simplefilter("ignore")


def number(x):
    return None if x is None or not np.isfinite(x) else float(x)


def coefficient(estimate):
    """[value, low, high]; the bounds are null where the standard error is 0."""
    value = number(estimate["coefficient_value"])
    low, high = estimate["confidence_interval"]
    return [value, None, None] if estimate["se"] <= 1e-12 else [value, max(-1.0, float(low)), min(1.0, float(high))]


def percent(rows):
    """Gwet's variance of the share of agreeing pairs, an item's share being the observation."""
    shares = []
    for row in rows:
        values = pd.Series([v for v in row if v is not None]).value_counts().to_numpy()
        n = values.sum()
        shares.append(float((values * (values - 1)).sum() / (n * (n - 1))))
    value, n = float(np.mean(shares)), len(shares)
    if {sum(v is not None for v in row) for row in rows} == {2} or value == 1:
        low, high = proportion_confint(round(value * n), n, method="wilson")
        return [value, max(0.0, float(low)), min(1.0, float(high)) if value < 1 else 1.0]
    error = float(stats.sem(shares)) if n > 1 else 0.0
    if error <= 1e-12:
        return [value, None, None]
    low, high = stats.t.interval(0.95, df=n - 1, loc=value, scale=error)
    return [value, max(0.0, float(low)), min(1.0, float(high))]


def agreement(ratings, scale):
    rows = [row for row in ratings if sum(v is not None for v in row) >= 2]
    out = {"items": len(rows), "ratings": sum(v is not None for row in rows for v in row)}
    if not rows:
        return out | {"percent": None, "fleiss": None, "alpha": None, "ac1": None}
    out["percent"] = percent(rows)
    frame = pd.DataFrame([[np.nan if v is None else f"c{v}" for v in row] for row in rows])
    one = len({v for row in rows for v in row if v is not None}) < 2
    # irrCAC rounds what it returns to `digits`.
    make = lambda: CAC(frame.copy(), digits=15, categories=[f"c{v}" for v in scale])
    if out["percent"][0] == 1:
        # Its formulas divide by a standard error of 0: the values alone are of use.
        out["ac1"] = [1.0, None, None]
        out["fleiss"] = out["alpha"] = None if one else [1.0, None, None]
        return out
    if len(rows) == 1:
        with np.errstate(all="ignore"):
            out["ac1"] = out["fleiss"] = out["alpha"] = "skip"
        return out
    out["fleiss"] = coefficient(make().fleiss()["est"])
    out["ac1"] = coefficient(make().gwet()["est"])
    out["alpha"] = coefficient(make().krippendorff()["est"])
    units = np.array([[np.nan if v is None else float(v) for v in row] for row in ratings]).T
    again = krippendorff.alpha(reliability_data=units, level_of_measurement="nominal")
    assert abs(again - out["alpha"][0]) < 1e-12
    return out


def pair(a, b, scale):
    both = [(x, y) for x, y in zip(a, b) if x is not None and y is not None]
    out = agreement([list(p) for p in both], scale)
    table = np.zeros((len(scale), len(scale)))
    place = {v: i for i, v in enumerate(scale)}
    for x, y in both:
        table[place[x], place[y]] += 1
    used = [i for i in range(len(scale)) if table[i].sum() + table[:, i].sum() > 0]
    kappa = None
    if both and len(used) > 1:
        found = cohens_kappa(table[np.ix_(used, used)])
        if np.isfinite(found.kappa):
            kappa = [float(found.kappa), None, None]
            if np.isfinite(found.std_kappa) and found.std_kappa > 1e-7:
                kappa = [kappa[0], max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))]
    return out | {"kappa": kappa}


def ratings_set(rng, name, labels, items, reviewers, skill=0.75, missing=0.0, reject=0.0, weights=None):
    truth = rng.choice(labels, items, p=weights)
    skills = np.clip(rng.normal(skill, 0.1, reviewers), 0.05, 1) if skill < 1 else np.ones(reviewers)
    ratings = [[
        None if rng.random() < missing else -1 if rng.random() < reject else
        int(t) if rng.random() < skills[r] else int(rng.integers(0, labels)) for r in range(reviewers)] for t in truth]
    return given(name, labels, ratings)


def given(name, labels, ratings):
    values = {v for row in ratings for v in row if v is not None}
    scale = list(range(labels)) + ([-1] if -1 in values else [])
    reviewers = len(ratings[0])
    columns = list(zip(*ratings))
    pairs = []
    for a in range(reviewers):
        for b in range(a + 1, reviewers):
            if any(x is not None and y is not None for x, y in zip(columns[a], columns[b])):
                pairs.append({"a": a, "b": b} | pair(columns[a], columns[b], scale))
    binary = lambda row, k: [None if v is None else int(v == k) for v in row]
    by_label = []
    for k in range(labels):
        if any(k in row and sum(v is not None for v in row) > 1 for row in ratings):
            of_label = [binary(row, k) for row in ratings]
            by_label.append({"label": k} | agreement(of_label, [0, 1]))
            cut = list(zip(*of_label))
            by_label[-1]["first_pair"] = pair(cut[0], cut[1], [0, 1])
    return {"name": name, "labels": labels, "ratings": ratings, "all": agreement(ratings, scale), "pairs": pairs,
            "by_label": by_label}


def dawid_skene(rng, name, labels, items, reviewers, skill, missing, rounds, known=0, weights=None):
    truth = rng.choice(labels, items, p=weights)
    skills = np.clip(rng.normal(skill, 0.15, reviewers), 0.2, 0.98)
    ratings = [[None if rng.random() < missing else int(t) if rng.random() < skills[r] else int(rng.integers(0, labels))
                for r in range(reviewers)] for t in truth]
    frame = pd.DataFrame([(i, r, v) for i, row in enumerate(ratings) for r, v in enumerate(row) if v is not None],
                         columns=["task", "worker", "label"])
    rated = set(frame.task)
    told = {int(i): int(truth[i]) for i in range(items) if i in rated and i < known}
    model = DawidSkene(n_iter=rounds, tol=-np.inf)
    model.fit(frame, true_labels=pd.Series(told, dtype=int) if told else None)
    present = sorted(int(v) for v in set(frame.label))
    errors = [[[float(model.errors_.loc[(r, g), t]) if (r, g) in model.errors_.index else 0.0 for g in present]
               for t in present] if r in set(frame.worker) else None for r in range(reviewers)]
    return {
        "name": name, "labels": labels, "ratings": ratings, "rounds": rounds, "present": present,
        "known": [told.get(i) for i in range(items)],
        "posterior": [[float(model.probas_.loc[i, k]) for k in present] if i in rated else None for i in range(items)],
        "priors": [float(model.priors_.loc[k]) for k in present], "errors": errors,
    }


def main():
    rng = np.random.default_rng(20261121)
    sets = [
        ratings_set(rng, "two reviewers", 3, 60, 2),
        ratings_set(rng, "three, skewed", 3, 120, 3, skill=0.85, weights=[0.93, 0.05, 0.02]),
        ratings_set(rng, "four, missing", 5, 90, 4, missing=0.35, reject=0.05),
        ratings_set(rng, "six, half missing", 4, 70, 6, missing=0.5),
        ratings_set(rng, "labels never used", 8, 50, 3, weights=[0.5, 0.5, 0, 0, 0, 0, 0, 0], skill=0.95),
        ratings_set(rng, "by chance", 4, 80, 3, skill=0.05),
        ratings_set(rng, "twenty labels", 20, 90, 3, skill=0.6),
        given("unanimous", 3, [[0, 0, 0], [1, 1, 1], [2, 2, None], [0, 0, 0]]),
        given("one label", 2, [[1, 1, 1]] * 7),
        given("always apart", 2, [[0, 1]] * 9),
        given("one constant reviewer", 3, [[0, v] for v in [0, 1, 0, 2, 0, 0, 1, 2]]),
        given("nothing in common", 2, [[0, None], [None, 1], [1, None]]),
        given("two items", 2, [[0, 0], [0, 1]]),
        # Gwet's own example with four raters (Handbook of Inter-Rater Reliability), less the item with one rating.
        given("Gwet", 5, [
            [0, 0, None, 0], [1, 1, 2, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [0, 1, 2, 3], [3, 3, 3, 3],
            [0, 0, 1, 0], [1, 1, 1, 1], [None, 4, 4, 4], [None, None, 0, 0]]),
    ]
    counts = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 20), (10, 10, 20, 20), (1, 1, 0, 1),
              (9123, 10000, 880, 1000), (999999, 1000000, 1, 2)]
    document = {
        "versions": {p: version(p) for p in [
            "statsmodels", "krippendorff", "irrCAC", "crowd-kit", "numpy", "scipy", "pandas"]}
        | {"python": sys.version.split()[0]},
        "t": [[n, float(stats.t.ppf(0.975, n))] for n in
              [1, 2, 3, 4, 5, 6, 7, 10, 29, 30, 99, 100, 500, 999, 1000, 1001, 5000, 100000, 1000000]],
        "newcombe": [[*c, c[0] / c[1] - c[2] / c[3], *map(float, confint_proportions_2indep(*c, method="newcomb"))]
                     for c in counts],
        "sets": sets,
        "dawid_skene": [
            dawid_skene(rng, "three reviewers", 3, 60, 3, 0.8, 0.0, 12),
            dawid_skene(rng, "missing", 4, 80, 5, 0.7, 0.4, 25),
            dawid_skene(rng, "two labels, long", 2, 50, 4, 0.75, 0.1, 300),
            dawid_skene(rng, "some known", 3, 60, 4, 0.65, 0.2, 15, known=20),
            dawid_skene(rng, "rare label", 3, 90, 3, 0.85, 0.1, 20, weights=[0.9, 0.08, 0.02]),
        ],
    }
    target = pathlib.Path(__file__).with_name("raters.json")
    rows = json.dumps(document, separators=(",", ":"), allow_nan=False).replace('{"name"', '\n{"name"')
    target.write_text(rows + "\n")


if __name__ == "__main__":
    main()
