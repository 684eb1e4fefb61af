#!/usr/bin/env python3
"""Writes routing.json beside this file: errors, tests, bounds, policies and frontiers, found without our formulas.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy statsmodels
    VENV/bin/python make_routing.py

McNemar and Holm are statsmodels', bounds are scipy's beta quantiles, and the number of items that settles an advice is
found by trying: statsmodels' Wilson interval of the same share at every number. Policies are counted with numpy at every
threshold; money is exact (fractions), and so is what of two policies is cheaper.
"""
import json, pathlib
from fractions import Fraction
from math import floor, sqrt

import numpy, scipy, statsmodels
from scipy.stats import beta, norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

Z = float(norm.ppf(0.975))
KINDS = ["first-alone", "first-then-second", "first-then-human", "second-alone", "human-alone"]
MASK = (1 << 64) - 1


def half(number):
    x = (number + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return (x ^ (x >> 31)) >> 63


def rounded(value):
    """Half up, to whole picodollars."""
    return floor(Fraction(value) + Fraction(1, 2))


def needs_more(k, n):
    """How many more items with the same share it takes until Wilson's interval is on one side; None: on a limit."""
    if k * 20 == n * 19 or (k * 10 == n * 9 and k * 20 < n * 19):
        return None
    bounds = [0.95] if k * 20 > n * 19 else [0.9, 0.95] if k * 10 > n * 9 else [0.9]
    if k * 10 == n * 9:
        return None

    def settled(m):
        low, high = proportion_confint(k / n * m, m, method="wilson")
        return all(low > b or high < b for b in bounds)

    if settled(n):
        return 0
    low, high = n, 2 * n
    while not settled(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle, high)
    return high - n


def upper(errors, n, chance):
    return 1.0 if errors >= n else float(beta.ppf(1 - chance, errors + 1, n - errors))


def settling(mean, variance, dearest, n):
    """The number of items from which the lower bound of the mean is above 0, by trying."""
    def settled(m):
        return mean - Z * sqrt((variance * m + dearest ** 2) / (m + 2) ** 2) > 0

    if mean <= 0:
        return None
    low, high = n - 1, n
    while not settled(high):
        low, high = high, high * 2
        if high > 1e15:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle, high)
    return high


class Data:
    def __init__(self, seed, n, labels, missing):
        r = numpy.random.default_rng(seed)
        self.labels, self.n = labels, n
        self.truth = r.choice(labels, n, p=[0.5, 0.3, 0.15, 0.05])
        skill = numpy.array([0.97, 0.9, 0.75, 0.85])[self.truth]
        right = r.random(n) < skill
        wrong = (self.truth + r.integers(1, labels, n)) % labels
        self.first = numpy.where(right, self.truth, wrong)
        self.first[r.random(n) < 0.02] = -1
        self.confidence = numpy.clip(numpy.round((r.normal(numpy.where(right, 0.88, 0.7), 0.12)) * 20) / 20, 0.4, 1.0)
        self.confidence[r.random(n) < 0.01] = numpy.nan
        self.confidence[self.first < 0] = numpy.nan
        self.second = numpy.where(r.random(n) < 0.96, self.truth, (self.truth + 1) % labels)
        self.second[r.random(n) < missing] = -2
        self.first_cost = r.integers(700_000_000, 999_000_000, n)
        self.second_cost = r.integers(4_000_000_000, 6_000_000_000, n)
        self.seconds = numpy.round(r.lognormal(1.5, 0.5, n), 2)

    def document(self):
        return {"truth": self.truth.tolist(), "first": self.first.tolist(), "second": self.second.tolist(),
                "confidence": [None if numpy.isnan(c) else round(c, 2) for c in self.confidence.tolist()],
                "firstCost": self.first_cost.tolist(), "secondCost": self.second_cost.tolist(),
                "seconds": self.seconds.tolist()}

    def below(self, threshold):
        conf = numpy.nan_to_num(self.confidence, nan=0.0)
        return (self.first < 0) | ((conf < threshold) & (threshold > 0))


def count(data, kind, threshold, rows):
    """Errors with missing answers as wrong, missing, asked, and which items are wrong."""
    below = data.below(threshold)
    fw, sw, none = data.first != data.truth, data.second != data.truth, data.second == -2
    use = {"first-alone": numpy.zeros(data.n, bool), "second-alone": numpy.ones(data.n, bool),
           "human-alone": numpy.ones(data.n, bool)}.get(kind, below)
    wrong = numpy.where(use, sw if "second" in kind else False, fw)
    if kind == "human-alone":
        wrong = numpy.zeros(data.n, bool)
    missing = int((use & none & rows).sum()) if "second" in kind else 0
    return int((wrong & rows).sum()), missing, int((use & rows).sum()), wrong & rows


def line(data, rows, whole, threshold, costs, hourly, risk, delta, fallback=None):
    n = int(rows.sum())
    both = rows & (data.second != -2)
    fw, sw = data.first != data.truth, data.second != data.truth
    mean = lambda values, where: rounded(Fraction(int(values[where].sum()), int(where.sum()))) if where.any() else None
    c1, c2 = mean(data.first_cost, rows), mean(data.second_cost, both)
    median = float(numpy.median(data.seconds[rows])) if n else None
    human = rounded(Fraction(hourly) * round(median * 1000) / 3_600_000) if n else None
    result = {"n": n, "firstErrors": int((fw & rows).sum()), "both": int(both.sum()),
              "secondErrors": int((sw & both).sum()), "onlyFirst": int((~fw & sw & both).sum()),
              "onlySecond": int((fw & ~sw & both).sum()), "seconds": median, "firstPrice": c1, "secondPrice": c2,
              "humanCost": human, "policies": []}
    if n == 0:
        return result
    losses = {}
    for kind in KINDS:
        errors, missing, asked, wrong = count(data, kind, threshold, rows)
        compared = missing * 100 <= n
        first = c1 if not whole or kind not in ("second-alone", "human-alone") else 0
        money = Fraction(first * n + (c2 * asked if "second" in kind and asked else 0)
                         + (human * asked if "human" in kind else 0))
        cost = sum(costs[t] for t in data.truth[wrong]) if costs else 0
        chance = delta / 4
        entry = {"kind": kind, "errors": errors if compared else errors - missing, "missing": missing,
                 "compared": compared, "total": rounded((money + cost) / n) if compared else None,
                 "upper": upper(errors, n, chance) if compared and kind != "human-alone" else None}
        if risk is not None and compared and kind != "human-alone":
            entry["meets"] = bool(entry["upper"] <= risk)
        result["policies"].append(entry)
        if compared:
            use = {"first-alone": numpy.zeros(data.n, bool), "second-alone": numpy.ones(data.n, bool),
                   "human-alone": numpy.ones(data.n, bool)}.get(kind, data.below(threshold))
            extra = (c2 if "second" in kind else human if "human" in kind else 0) / 1e12
            error = numpy.array(costs, float)[data.truth] / 1e12 * wrong if costs else 0.0
            losses[kind] = (first / 1e12 + use * extra + error)[rows]
    priced = [p for p in result["policies"] if p["compared"]]
    if risk is not None:
        shown = [p for p in priced if p.get("meets", True)]
        result["policy"] = min(shown, key=lambda p: p["total"])["kind"]
    elif costs:
        best = min(priced, key=lambda p: p["total"])["kind"]
        result["policy"] = best
        needed = []
        for kind, loss in losses.items():
            if kind == best:
                continue
            d = loss - losses[best]
            needed.append(settling(float(d.mean()), float(d.var()), max(costs) / 1e12, n))
        result["needsMore"] = None if None in needed else max(needed) - n
    return result


def frontier(data, costs, hourly, risk, delta):
    everything = numpy.ones(data.n, bool)
    base = line(data, everything, True, 0.8, costs, hourly, None, 0.05)
    c1, c2, human = base["firstPrice"], base["secondPrice"], base["humanCost"]
    known = numpy.nan_to_num(data.confidence[data.first >= 0], nan=0.0)
    thresholds = sorted(set(known.tolist()))

    def measure(kind, threshold, rows):
        errors, missing, asked, wrong = count(data, kind, threshold, rows)
        n = int(rows.sum())
        if missing * 100 > n:
            return None
        first = 0 if kind in ("second-alone", "human-alone") else c1
        money = first * n + asked * (c2 if "second" in kind else human if "human" in kind else 0)
        return {"n": n, "errors": errors, "asked": asked, "money": money,
                "cost": sum(costs[t] for t in data.truth[wrong]) if costs else 0}

    def candidates(rows):
        found = []
        for kind in KINDS:
            for threshold in thresholds if "then" in kind else [None]:
                m = measure(kind, threshold or 0.0, rows)
                if m:
                    found.append((kind, threshold, m))
        return found

    def best(rows):
        n, options = int(rows.sum()), []
        for kind, threshold, m in candidates(rows):
            if risk is not None and kind != "human-alone" and upper(m["errors"], n, delta) > risk:
                continue
            options.append((m["money"] + m["cost"], KINDS.index(kind), threshold, kind))
        if not options or (risk is None and not costs):
            return None
        _, _, threshold, kind = min(options, key=lambda o: (o[0], o[1], o[2] or 0))
        return kind, threshold

    points = [{"kind": k, "threshold": t, "asked": m["asked"], "correct": m["n"] - m["errors"],
               "cost": rounded(Fraction(m["money"] * 1000, m["n"]))} for k, t, m in candidates(everything)]
    for p in points:
        p["pareto"] = not any((q["cost"] <= p["cost"] and q["correct"] > p["correct"])
                              or (q["cost"] < p["cost"] and q["correct"] >= p["correct"]) for q in points)
    result = {"points": points, "best": best(everything)}
    halves = numpy.array([half(number) for number in range(1, data.n + 1)])
    chosen = [best(halves == 0), best(halves == 1)]
    result["halves"] = int((halves == 0).sum())
    if all(chosen):
        sides = [measure(chosen[0][0], chosen[0][1] or 0.0, halves == 1),
                 measure(chosen[1][0], chosen[1][1] or 0.0, halves == 0)]
        result["outOfSample"] = {"errors": sum(s["errors"] for s in sides), "chosen": chosen,
                                 "cost": rounded(Fraction(sum(s["money"] for s in sides) * 1000, data.n))}
    return result


def safety(data, severe, threshold):
    lines = []
    below = data.below(threshold)
    answers = {"first": data.first, "first-then-second": numpy.where(below, data.second, data.first),
               "first-then-human": numpy.where(below, data.truth, data.first)}
    is_severe = lambda codes: numpy.isin(codes, severe)
    for name, codes in answers.items():
        for label in severe:
            mine = data.truth == label
            lines.append([name, label, int(mine.sum()), int((mine & ~is_severe(codes)).sum()),
                          int((~is_severe(data.truth)).sum()), int((~is_severe(data.truth) & (codes == label)).sum())])
    return lines


def case(name, seed, n, missing, costs, hourly, risk, delta):
    data = Data(seed, n, 4, missing)
    tests, values = {}, []
    for label in range(4):
        rows = data.second == label
        if rows.any():
            a, b = data.first == data.truth, data.second == data.truth
            table = [[0, int((rows & a & ~b).sum())], [int((rows & ~a & b).sum()), 0]]
            values.append(float(mcnemar(table, exact=True).pvalue))
            k = int((rows & (data.first == label)).sum())
            tests[label] = [int(rows.sum()), k, table[0][1], table[1][0], values[-1], None, needs_more(k, int(rows.sum()))]
    for label, p in zip(tests, multipletests(values, method="holm")[1]):
        tests[label][5] = float(p)
    lines = [line(data, data.first == label, False, 0.8, costs, hourly, risk, delta) for label in range(-1, 4)]
    return {"name": name, "risk": risk, "delta": delta, "costs": costs, "hourly": hourly, "data": data.document(),
            "pairLabels": [tests.get(label) for label in range(4)], "rows": lines,
            "whole": line(data, numpy.ones(n, bool), True, 0.8, costs, hourly, risk, delta),
            "frontier": frontier(data, costs, hourly, risk, delta), "safety": safety(data, [2, 3], 0.8)}


def main():
    hourly = 30 * 10 ** 12
    cases = [case("risk", 1, 700, 0, None, hourly, 0.05, 0.05), case("narrow risk", 2, 300, 0.004, None, hourly, 0.02, 0.1),
             case("costs", 3, 500, 0, [10 ** 11, 5 * 10 ** 11, 2 * 10 ** 13, 0], hourly, None, 0.05),
             case("missing", 4, 400, 0.3, [10 ** 10] * 4, 2 * 10 ** 12, None, 0.05)]
    bounds = [[e, n, c, upper(e, n, c), 0.0 if e == 0 else float(beta.ppf(c, e, n - e + 1))]
              for e, n, c in [(0, 1, .05), (0, 100, .0125), (1, 1, .05), (3, 50, .05), (50, 100, .01), (99, 100, .05),
                              (7, 1000, .0125), (12345, 1000000, .05), (500000, 1000000, .05), (1, 1000000, .001)]]
    advice = [[k, n, needs_more(k, n)] for k, n in [(1, 1), (73, 73), (72, 72), (95, 100), (96, 100), (90, 100), (92, 100),
                                                  (19, 20), (0, 1), (40, 50), (880, 1000), (960, 1000), (925, 1000), (9249, 10000)]]
    holm = [[0.01, 0.04, 0.03, 0.005], [1, 1, 0.5], [0.2], [0.02, 0.02, 0.02]]
    document = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "bounds": bounds, "advice": advice,
                "holm": [[p, multipletests(p, method="holm")[1].tolist()] for p in holm], "cases": cases}
    target = pathlib.Path(__file__).with_name("routing.json")
    target.write_text(json.dumps(document, separators=(",", ":"), allow_nan=False).replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
