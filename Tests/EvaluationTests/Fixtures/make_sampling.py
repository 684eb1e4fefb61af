#!/usr/bin/env python3
"""Writes sampling.json beside this file: weighted and prediction-powered estimates by other means than ours.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy statsmodels scikit-learn ppi-python
    VENV/bin/python make_sampling.py

Values: scikit-learn with sample_weight. Variances: statsmodels WLS with HC0 for shares; for F1 and kappa the sum of
(w dT/dw)^2 with derivatives by a complex step, so that no linearisation is written down twice; for kappa with weights of
one statsmodels too. Intervals of shares: statsmodels' Wilson with n = p(1 - p) / V. PPI++ with equal weights: ppi_py.
With unequal ones: ppi_py's point estimate at the same lambda, and lambda by a numerical search for the least variance.
"""
import json, pathlib, sys

# numba, which ppi_py needs, stumbles over some versions of the package coverage; it does without.
sys.modules["coverage"] = None

import numpy as np
import ppi_py, scipy, sklearn, statsmodels
import statsmodels.api as sm
from importlib.metadata import version
from scipy.optimize import minimize_scalar
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, precision_score, recall_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint


def wls(y, w):
    fit = sm.WLS(y, np.ones(len(y)), weights=w).fit(cov_type="HC0")
    return float(fit.params[0]), float(fit.bse[0])


def share(value, error, w):
    kish = w.sum() ** 2 / (w**2).sum()
    n = value * (1 - value) / error**2 if error > 1e-12 else kish
    low, high = proportion_confint(value * n, n, method="wilson")
    return dict(value=float(value), error=float(error), low=float(low), high=float(high), n=len(w), kish=float(kish))


def step(statistic, w):
    """sqrt of the sum of (w dT/dw)^2, by a complex step."""
    total = 0.0
    for i in range(len(w)):
        moved = w.astype(complex)
        moved[i] += 1e-30j
        total += (w[i] * statistic(moved).imag / 1e-30) ** 2
    return float(np.sqrt(total))


def f1(truth, answer, label):
    def statistic(w):
        tp = w[(truth == label) & (answer == label)].sum()
        return 2 * tp / (w[truth == label].sum() + w[answer == label].sum())
    return statistic


def kappa(truth, answer, labels):
    def statistic(w):
        total = w.sum()
        observed = w[truth == answer].sum() / total
        chance = sum(w[truth == k].sum() * w[answer == k].sum() for k in range(labels)) / total**2
        return (observed - chance) / (1 - chance)
    return statistic


def case(name, n, labels, unequal, rng):
    truth = rng.choice(labels, n, p=rng.dirichlet(np.full(labels, 4)))
    answer = np.where(rng.random(n) < 0.8, truth, rng.integers(0, labels, n))
    w = 1 / rng.uniform(0.02, 1, n) if unequal else np.full(n, 7.5)
    right = (truth == answer).astype(float)
    value, error = wls(right, w)
    assert abs(value - accuracy_score(truth, answer, sample_weight=w)) < 1e-12
    found = dict(name=name, labels=labels, truth=truth.tolist(), answer=answer.tolist(), weights=w.tolist(),
                 accuracy=share(value, error, w), per_label=[])
    for label in range(labels):
        own, given = truth == label, answer == label
        only = dict(labels=[label], average="macro", sample_weight=w)
        recall, precision = wls(right[own], w[own]), wls(right[given], w[given])
        assert abs(recall[0] - recall_score(truth, answer, **only)) < 1e-12
        assert abs(precision[0] - precision_score(truth, answer, **only)) < 1e-12
        score = f1(truth, answer, label)
        assert abs(score(w) - f1_score(truth, answer, **only)) < 1e-12
        either = own | given
        found["per_label"].append(dict(
            recall=share(*recall, w[own]), precision=share(*precision, w[given]),
            f1=share(score(w), step(score, w), w[either]), prevalence=share(*wls(own.astype(float), w), w)))
    score = kappa(truth, answer, labels)
    assert abs(score(w) - cohen_kappa_score(truth, answer, sample_weight=w)) < 1e-12
    found["kappa"] = dict(value=float(score(w)), error=step(score, w))
    if not unequal:
        table = np.zeros((labels, labels))
        np.add.at(table, (truth, answer), 1)
        assert abs(cohens_kappa(table).std_kappa - found["kappa"]["error"]) < 1e-9
    return found


def equal(name, n, rest, kind, rng):
    y = (rng.random(n) < 0.7).astype(float)
    both = np.concatenate([y, (rng.random(rest) < 0.7).astype(float)])
    if kind == "good":
        f = np.where(rng.random(n + rest) < 0.9, both, 1 - both)
    elif kind == "bad":
        f = np.where(rng.random(n + rest) < 0.9, 1 - both, both)
    else:
        f = np.clip(rng.normal(0.4 + 0.3 * both, 0.2), 0, 1).round(3)
    lam = ppi_py.ppi._calc_lam_glm(y - 0.7, f[:n] - 0.7, f[n:] - 0.7, np.eye(1), clip=True)
    point = float(np.squeeze(ppi_py.ppi_mean_pointestimate(y, f[:n], f[n:])))
    low, high = (float(np.squeeze(x)) for x in ppi_py.ppi_mean_ci(y, f[:n], f[n:], alpha=0.05))
    return dict(name=name, y=y.tolist(), f=f[:n].tolist(), rest=f[n:].tolist(), weights=[1.0] * n, base=[1.0] * n,
                lam=float(lam), value=point, low=low, high=high)


def unequal(name, n, rest, hasBase, rng):
    w = 1 / rng.uniform(0.05, 0.9, n)
    base = (rng.random(n) < 0.9).astype(float) if hasBase else np.ones(n)
    y = (rng.random(n) < 0.75) * base
    f = np.clip(rng.normal(0.4 + 0.3 * y, 0.2), 0, 1).round(3)
    more = np.clip(rng.normal(0.62, 0.25, rest), 0, 1).round(3)
    everything = np.concatenate([f, more])
    N, W, mean = len(everything), w.sum(), everything.mean()
    spread = everything.var()

    def variance(lam, theta):
        e = y - theta * base
        r = e - lam * (f - mean)
        c = (w * e * (f - (w * f).sum() / W)).sum() / W
        return (((w * r) ** 2).sum() / W**2 + (2 * lam * c - lam**2 * spread) / N) / ((w * base).sum() / W) ** 2

    first = (w * y).sum() / (w * base).sum()
    lam = minimize_scalar(lambda x: variance(x, first), bounds=(0, 1), method="bounded", options=dict(xatol=1e-12)).x
    if hasBase:
        # The root of the estimating equation.
        value = scipy.optimize.brentq(
            lambda t: (w * (y - t * base - lam * f)).sum() / W + lam * mean, -1, 2, xtol=1e-15)
    else:
        value = float(np.squeeze(ppi_py.ppi_mean_pointestimate(y, f, everything, lam=lam, w=w)))
    e = y - value * base
    r = e - lam * (f - mean)
    c = (w * (y - first * base) * (f - (w * f).sum() / W)).sum() / W
    V = (((w * r) ** 2).sum() / W**2 + (2 * lam * c - lam**2 * spread) / N) / ((w * base).sum() / W) ** 2
    half = scipy.stats.norm.ppf(0.975) * np.sqrt(V)
    return dict(name=name, y=y.tolist(), f=f.tolist(), rest=more.tolist(), weights=w.tolist(), base=base.tolist(),
                lam=float(lam), value=float(value), low=float(value - half), high=float(value + half))


rng = np.random.default_rng(20261121)
document = dict(
    versions={name: version(name) for name in ["numpy", "scipy", "statsmodels", "scikit-learn", "ppi-python"]},
    weighted=[case("two labels", 120, 2, True, rng), case("five labels", 300, 5, True, rng),
              case("equal weights", 200, 4, False, rng)],
    powered=[equal("good", 80, 400, "good", rng), equal("against the truth", 60, 300, "bad", rng),
             equal("a score", 100, 250, "score", rng), unequal("weighted", 90, 400, False, rng),
             unequal("weighted, of some", 120, 300, True, rng)])
path = pathlib.Path(__file__).with_name("sampling.json")
path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
print(path.stat().st_size, [(p["name"], p["lam"]) for p in document["powered"]])
