#!/usr/bin/env python3
"""Writes paired.json beside this file: score intervals of a paired difference, found without Tango's formulas.

    python3 -m venv VENV && VENV/bin/pip install scipy
    VENV/bin/python make_paired.py

Tango's interval is the set of differences that a score test does not reject. Here the likelihood of the three cells
(only the first right, only the second right, the rest) under an assumed difference is maximised by a numerical search,
and the bounds by a root finder: no closed form of the paper is used, so that a slip in ours shows.
"""
import json, pathlib
from math import sqrt

import scipy
from scipy.optimize import brentq
from scipy.stats import norm

Z = float(norm.ppf(0.975))


def constrained_share(first, second, n, difference):
    """The likeliest share of `first`, were share(second) - share(first) the difference."""
    low, high = max(0.0, -difference), (1 - difference) / 2
    rest = n - first - second

    def slope(q):
        total = 0.0
        total += first / q if first else 0.0
        total += second / (q + difference) if second else 0.0
        total -= 2 * rest / (1 - 2 * q - difference) if rest else 0.0
        return total

    margin = (high - low) * 1e-15
    a, b = low + margin, high - margin
    if b <= a or slope(a) <= 0:
        return low
    if slope(b) >= 0:
        return high
    return brentq(slope, a, b, xtol=1e-18, rtol=1e-15, maxiter=500)


def statistic(first, second, n, difference):
    distance = (second - first) / n - difference
    if distance == 0:
        return 0.0
    q = constrained_share(first, second, n, difference)
    variance = (2 * q + difference - difference * difference) / n
    return distance / sqrt(variance) if variance > 1e-300 else (1 if distance > 0 else -1) * 1e300


def interval(first, second, n):
    value = (second - first) / n

    def bound(end):
        excess = lambda x: abs(statistic(first, second, n, x)) - Z
        if abs(value - end) < 1e-15 or excess(end) <= 0:
            return end
        return brentq(excess, value, end, xtol=1e-15, rtol=1e-14, maxiter=500)

    return [value, bound(-1.0), bound(1.0)]


def main():
    tables = [(0, 0, 1), (1, 0, 1), (0, 1, 1), (0, 0, 10), (0, 0, 100), (5, 5, 40), (1, 0, 44), (0, 9, 30), (10, 0, 10),
              (0, 10, 10), (12, 17, 100), (30, 41, 200), (3, 18, 150), (3, 40, 250), (80, 90, 1000), (0, 1, 5000),
              (511, 1204, 10000), (20000, 31000, 1000000), (7, 3, 10), (499, 501, 1000)]
    document = {"scipy": scipy.__version__, "quantile": Z,
                "tango": [[b, c, n, *interval(b, c, n)] for b, c, n in tables]}
    target = pathlib.Path(__file__).with_name("paired.json")
    target.write_text(json.dumps(document, separators=(",", ":"), allow_nan=False).replace("[[", "[\n[")
                      .replace("],[", "],\n[") + "\n")


if __name__ == "__main__":
    main()
