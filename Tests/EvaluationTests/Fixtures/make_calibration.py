#!/usr/bin/env python3
"""Writes calibration.json beside this file: confidences, and what other programs say of them.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn statsmodels scipy netcal betacal
    VENV/bin/python make_calibration.py

Scores: scikit-learn (brier_score_loss, log_loss of clipped confidences, roc_auc_score, calibration_curve), netcal (ECE,
MCE); DeLong's variance from all pairs by its definition; the five terms of the Brier score by theirs, item by item; the test of
calibration from statsmodels' score and Hessian; ECE by chance by simulation. Calibrators: IsotonicRegression, scikit-learn's sigmoid calibration, statsmodels' GLM with Platt's
targets (to the last digits), scipy's bounded search where a coefficient would be below 0, betacal. Cross-validation: the
same fits without each fold. Items are numbered from 1; confidences are given in thousandths where calibrators are fitted.
"""
import json, pathlib, warnings
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from betacal import BetaCalibration
from netcal.metrics import ECE, MCE
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import chi2, norm
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

warnings.simplefilter("ignore")
CLIP, FOLDS = 0.0005, 5
GRID = np.linspace(0, 1, 41)
clip = lambda c: np.clip(c, CLIP, 1 - CLIP)


def fold(number):
    return ((((number & 0x7FFFFFFF) * 2654435761) % 4294967296) >> 16) % FOLDS


def mean_interval(values):
    mean = values.mean()
    half = norm.ppf(0.975) * values.std(ddof=1) / np.sqrt(len(values))
    return [float(mean), float(mean - half), float(mean + half)]


def delong(c, y):
    right, wrong = c[y == 1], c[y == 0]
    wins = (right[:, None] > wrong[None, :]) + 0.5 * (right[:, None] == wrong[None, :])
    area = wins.mean()
    variance = wins.mean(axis=1).var(ddof=1) / len(right) + wins.mean(axis=0).var(ddof=1) / len(wrong)
    half = norm.ppf(0.975) * np.sqrt(variance)
    assert abs(area - roc_auc_score(y, c)) < 1e-12
    return [float(area), max(0.0, float(area - half)), min(1.0, float(area + half))]


def width_bins(c):
    return np.searchsorted(np.linspace(0, 1, 11)[1:-1], c)


def mass_bins(c):
    return np.searchsorted(np.percentile(c, np.linspace(0, 1, 11) * 100)[1:-1], c)


def gaps(c, y, bins):
    return [(len(c[bins == b]), y[bins == b].mean() - c[bins == b].mean()) for b in range(10) if (bins == b).any()]


def ece(c, y, bins):
    return float(sum(n * abs(gap) for n, gap in gaps(c, y, bins)) / len(c))


def chance(c, bins, runs=20000):
    draw = np.random.default_rng(5)
    total = 0.0
    for b in range(10):
        inside = c[bins == b]
        if len(inside):
            sums = np.zeros(runs)
            for value in inside:
                sums += draw.random(runs) < value
            total += np.abs(sums - inside.sum()).mean()
    return float(total / len(c))


def parts(c, y, bins):
    mean, n = y.mean(), len(c)
    found = dict(reliability=0.0, resolution=0.0, uncertainty=mean * (1 - mean), withinVariance=0.0, withinCovariance=0.0)
    for b in range(10):
        f, o = c[bins == b], y[bins == b]
        if len(f):
            found["reliability"] += len(f) * (f.mean() - o.mean()) ** 2 / n
            found["resolution"] += len(f) * (o.mean() - mean) ** 2 / n
            found["withinVariance"] += ((f - f.mean()) ** 2).sum() / n
            found["withinCovariance"] += 2 * ((f - f.mean()) * (o - o.mean())).sum() / n
    total = (found["reliability"] - found["resolution"] + found["uncertainty"] + found["withinVariance"]
             - found["withinCovariance"])
    assert abs(total - brier_score_loss(y, c)) < 1e-12
    return {key: float(value) for key, value in found.items()}


def scores(c, y):
    wide, mass = width_bins(c), mass_bins(c)
    line = sm.Logit(y, sm.add_constant(logit(clip(c)), has_constant="add"))
    slope, curve = line.score(np.array([0.0, 1.0])), -line.hessian(np.array([0.0, 1.0]))
    statistic = float(slope @ np.linalg.solve(curve, slope))
    brier, logs = (c - y) ** 2, -np.log(np.where(y == 1, clip(c), 1 - clip(c)))
    assert abs(brier.mean() - brier_score_loss(y, c)) < 1e-12
    assert abs(logs.mean() - log_loss(y, clip(c), labels=[0, 1])) < 1e-12
    uniform = calibration_curve(y, c, n_bins=10, strategy="uniform")
    quantile = calibration_curve(y, c, n_bins=10, strategy="quantile")
    return {
        "brier": mean_interval(brier), "log_loss": mean_interval(logs), "overconfidence": mean_interval(c - y),
        "auroc": delong(c, y), "parts": parts(c, y, wide), "chi_square": statistic,
        "p": float(chi2.sf(statistic, 2)),
        "width": {"ece": ece(c, y, wide), "largest": float(max(abs(g) for _, g in gaps(c, y, wide))),
                  "chance": chance(c, wide), "share": list(map(float, uniform[0])), "mean": list(map(float, uniform[1]))},
        "mass": {"ece": ece(c, y, mass), "largest": float(max(abs(g) for _, g in gaps(c, y, mass))),
                 "chance": chance(c, mass), "share": list(map(float, quantile[0])), "mean": list(map(float, quantile[1]))},
        "netcal": [float(ECE(10).measure(c, y)), float(MCE(10).measure(c, y))],
    }


def columns(kind, c):
    c = clip(c)
    if kind == "temperature":
        return logit(c)[:, None]
    if kind == "platt":
        return np.column_stack([logit(c), np.ones_like(c)])
    return np.column_stack([np.log(c), -np.log(1 - c), np.ones_like(c)])


def regression(kind, c, y):
    right, wrong = y.sum(), len(y) - y.sum()
    target = np.where(y == 1, (right + 1) / (right + 2), 1 / (wrong + 2))
    x = columns(kind, c)
    found = sm.GLM(target, x, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200).params
    slopes = x.shape[1] - (0 if kind == "temperature" else 1)
    if (found[:slopes] < 0).any():
        loss = lambda w: (np.logaddexp(0, x @ w) - target * (x @ w)).sum()
        slope = lambda w: x.T @ (expit(x @ w) - target)
        bounds = [(0, None)] * slopes + [(None, None)] * (x.shape[1] - slopes)
        found = minimize(loss, np.zeros(x.shape[1]), jac=slope, bounds=bounds, method="L-BFGS-B",
                         options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 5000}).x
    return lambda values: expit(columns(kind, values) @ found)


def fit(kind, c, y):
    if kind == "identity":
        return lambda values: values
    if kind == "isotonic":
        least = 1 / (len(c) + 2)
        return IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(c, y).predict
    return regression(kind, c, y)


def out_of_sample(kind, c, y):
    folds = np.array([fold(number) for number in range(1, len(c) + 1)])
    found = np.empty(len(c))
    for part in range(FOLDS):
        found[folds == part] = fit(kind, c[folds != part], y[folds != part])(c[folds == part])
    return found


def calibrators(c, y):
    found = {}
    stated = (c - y) ** 2
    for kind in ["identity", "temperature", "platt", "beta", "isotonic"]:
        unseen = out_of_sample(kind, c, y)
        gain = stated - (unseen - y) ** 2
        found[kind] = {
            "grid": list(map(float, fit(kind, c, y)(GRID))), "brier": float(brier_score_loss(y, unseen)),
            "log_loss": float(log_loss(y, clip(unseen), labels=[0, 1])), "ece": ece(unseen, y, width_bins(unseen)),
            "gain": float(gain.mean()), "error": float(gain.std(ddof=1) / np.sqrt(len(gain)))}
    sigmoid = _SigmoidCalibration().fit(logit(clip(c)), y)
    found["sklearn"] = list(map(float, sigmoid.predict(logit(clip(GRID)))))
    beta = BetaCalibration(parameters="abm").fit(clip(c).reshape(-1, 1), y)
    found["betacal"] = list(map(float, beta.predict(clip(GRID).reshape(-1, 1))))
    return found


def sets():
    draw = np.random.default_rng(2026)
    # Few values, many ties, too sure of itself.
    stated = draw.choice([0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0], 600)
    yield "too sure", stated, draw.random(600) < expit(0.6 * logit(clip(stated)) - 0.3), True
    # Any value, as good as its word.
    exact = np.round(draw.beta(5, 1.5, 900), 3)
    yield "calibrated", exact, draw.random(900) < exact, True
    # Not sure enough, bent.
    bent = np.round(draw.uniform(0.3, 0.95, 1500), 3)
    yield "bent", bent, draw.random(1500) < bent ** 0.4, True
    # Confidence that runs against the truth: no calibrator may turn it around.
    against = np.round(draw.uniform(0.4, 0.99, 300), 3)
    yield "against", against, draw.random(300) < 1.2 - against, True
    # Only one end tells anything: beta's other coefficient would be below 0.
    end = np.round(draw.uniform(0.02, 0.98, 800), 3)
    yield "one end", end, draw.random(800) < expit(1.5 - 0.8 * np.log(1 - end) - 0.9 * -np.log(end) * -1), True
    # Both ends of the scale, few items, more digits than a thousandth.
    few = np.array([0, 0, 1, 1, 1, 0.1, 0.2, 0.30000000000000004, 0.5, 0.5, 0.123456789, 0.99999, 0.7, 0.7])
    yield "few", few, np.array([0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0]) == 1, False


def main():
    document = {"versions": {name: version(name) for name in
                             ["scikit-learn", "statsmodels", "scipy", "netcal", "betacal", "numpy"]},
                "grid": list(map(float, GRID)), "folds": [fold(n) for n in [1, 2, 3, 4, 5, 6, 7, 1000, 123456789012]],
                "sets": []}
    for name, c, y, fits in sets():
        y = y.astype(int)
        document["sets"].append({"name": name, "confidence": list(map(float, c)), "right": list(map(int, y)),
                                 "scores": scores(c, y), "calibrators": calibrators(c, y) if fits else None})
    target = pathlib.Path(__file__).with_name("calibration.json")
    target.write_text(json.dumps(document, separators=(",", ":"), allow_nan=False).replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
