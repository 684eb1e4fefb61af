"""Makes drift.json, with which DriftTests and DoubtsTests compare Renga's figures.

    pip install numpy scipy statsmodels ruptures cleanlab scikit-learn
    python make_drift.py

Everything is drawn with a fixed seed, so the file is the same every time.
"""

import json
import math
import os
from importlib.metadata import version
from itertools import product

import numpy as np
import ruptures
import scipy
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from scipy import stats
from sklearn.metrics import cohen_kappa_score, f1_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

random = np.random.default_rng(5)


def chi_squares():
    cases = []
    for degrees in [1, 2, 3, 7, 30, 199, 2000]:
        for factor in [0.01, 0.3, 0.9, 1.0, 1.3, 2.0, 4.0]:
            x = degrees * factor
            cases.append({"x": x, "degrees": degrees, "p": float(stats.chi2.sf(x, degrees))})
    return cases


def kolmogorov():
    return [{"x": x, "p": float(stats.kstwobign.sf(x))} for x in [0.2, 0.4, 0.7, 0.99, 1.0, 1.2, 1.36, 1.8, 2.5, 4.0]]


def fisher():
    tables = [[3, 5, 1, 9], [0, 5, 5, 5], [0, 3, 0, 4], [90, 100, 70, 100], [940, 1000, 8800, 10000], [1, 200, 40, 9000],
              [7, 7, 0, 7], [500, 1000, 500, 1000], [12000, 20000, 13000, 21000]]
    return [{"table": t, "p": float(stats.fisher_exact([[t[0], t[1] - t[0]], [t[2], t[3] - t[2]]])[1])} for t in tables]


def newcombe():
    cases = []
    for t in [[3, 5, 1, 9], [0, 5, 5, 5], [90, 100, 70, 100], [940, 1000, 8800, 10000], [0, 10, 0, 20], [10, 10, 20, 20]]:
        low, high = confint_proportions_2indep(t[2], t[3], t[0], t[1], method="newcomb", compare="diff")
        cases.append({"table": t, "low": float(low), "high": float(high)})
    return cases


def holms():
    cases = []
    for n in [1, 3, 8]:
        p = random.uniform(0, 0.2, n).round(6).tolist()
        cases.append({"p": p, "corrected": multipletests(p, method="holm")[1].tolist()})
    return cases


def exact_p(hits, sizes):
    """All tables with these margins, weighed by the hypergeometric distribution."""
    total, n = sum(hits), sum(sizes)

    def statistic(counts):
        return sum(c * c / s for c, s in zip(counts, sizes))

    seen = statistic(hits)
    everything = extreme = 0
    for counts in product(*[range(min(s, total) + 1) for s in sizes]):
        if sum(counts) != total:
            continue
        weight = math.prod(math.comb(s, c) for s, c in zip(sizes, counts))
        everything += weight
        if statistic(counts) >= seen * (1 - 1e-9):
            extreme += weight
    return extreme / everything


def homogeneity():
    cases = []
    for hits, sizes in [([45, 30, 38], [50, 50, 50]), ([900, 850, 910, 100], [1000, 1000, 1000, 120]),
                        ([100, 90], [110, 130])]:
        table = [hits, [s - h for h, s in zip(hits, sizes)]]
        result = stats.chi2_contingency(table, correction=False)
        cases.append({"hits": hits, "sizes": sizes, "method": "chi-square", "statistic": float(result.statistic),
                      "p": float(result.pvalue)})
    for hits, sizes in [([3, 0, 1], [5, 6, 4]), ([9, 2], [10, 10]), ([0, 1, 4, 4], [4, 5, 4, 6]), ([38, 40, 2], [40, 41, 4])]:
        table = [hits, [s - h for h, s in zip(hits, sizes)]]
        result = stats.chi2_contingency(table, correction=False)
        cases.append({"hits": hits, "sizes": sizes, "method": "exact", "statistic": float(result.statistic),
                      "p": exact_p(hits, sizes)})
    return cases


def label_tables():
    cases = []
    for shape in [(3, 4), (6, 3), (2, 2)]:
        table = random.integers(20, 90, shape)
        result = stats.chi2_contingency(table, correction=False)
        cases.append({"counts": table.tolist(), "statistic": float(result.statistic), "degrees": int(result.dof),
                      "p": float(result.pvalue)})
    return cases


class Bernoulli(ruptures.base.BaseCost):
    """-2 log likelihood of a segment at its own share."""

    model = "bernoulli"
    min_size = 1

    def fit(self, signal):
        self.signal = signal
        self.sums = np.concatenate([[0], np.cumsum(signal)])
        return self

    def error(self, start, end):
        n = end - start
        hits = self.sums[end] - self.sums[start]
        misses = n - hits
        if hits == 0 or misses == 0:
            return 0.0
        return float(-2 * (hits * np.log(hits / n) + misses * np.log(misses / n)))


def sequences():
    cases = []
    for name, parts in [
        ("one change", [(200, 0.95), (200, 0.75)]),
        ("no change", [(500, 0.9)]),
        ("three segments", [(400, 0.9), (300, 0.6), (500, 0.95)]),
        ("long", [(2500, 0.92), (1500, 0.85)]),
        ("short", [(30, 1.0), (30, 0.5)]),
        ("early", [(25, 0.3), (1500, 0.9)]),
    ]:
        bits = np.concatenate([(random.uniform(size=n) < share).astype(int) for n, share in parts])
        n = len(bits)
        penalty = 2 * math.log(n)
        cost = Bernoulli()
        found = ruptures.Binseg(custom_cost=cost, min_size=20, jump=1).fit(bits).predict(pen=penalty)
        one = ruptures.Binseg(custom_cost=Bernoulli(), min_size=20, jump=1).fit(bits).predict(n_bkps=1)
        sums = np.cumsum(bits)[:-1]
        k = np.arange(1, n)
        share = bits.mean()
        statistic = float(np.abs(sums - k * share).max() / math.sqrt(n * share * (1 - share)))
        cases.append({"name": name, "bits": "".join(map(str, bits)), "statistic": statistic,
                      "asymptotic_p": float(stats.kstwobign.sf(statistic)), "place": int(one[0]),
                      "changes": [int(x) for x in found[:-1]]})
    return cases


def confident():
    cases = []
    for name, labels, n, noise in [("two", 2, 300, 0.1), ("five", 5, 600, 0.15), ("a label nobody predicts", 4, 200, 0.2),
                                   ("unsure", 3, 300, 0.3)]:
        truth = random.integers(0, labels, n)
        given = np.where(random.uniform(size=n) < noise, random.integers(0, labels, n), truth)
        answer = np.where(random.uniform(size=n) < 0.12, random.integers(0, labels, n), truth)
        if name == "a label nobody predicts":
            answer[answer == 3] = 0
        low = 0.05 if name == "unsure" else 1 / labels
        confidence = random.uniform(low, 1, n).round(4)
        if name == "two":
            confidence = np.maximum(confidence, 0.5)
        probabilities = np.repeat(((1 - confidence) / (labels - 1))[:, None], labels, axis=1)
        probabilities[np.arange(n), answer] = confidence
        thresholds = get_confident_thresholds(given, probabilities)
        joint = compute_confident_joint(given, probabilities, calibrate=False)
        issues = find_label_issues(given, probabilities, filter_by="confident_learning", min_examples_per_class=0, n_jobs=1)
        cases.append({"name": name, "labels": labels, "truth": given.tolist(), "answer": answer.tolist(),
                      "confidence": confidence.tolist(), "thresholds": thresholds.tolist(), "joint": joint.tolist(),
                      "issues": np.flatnonzero(issues).tolist()})
    return cases


def groups():
    """Items of four groups, three labels, two models: figures of each group."""
    n = 400
    group = random.integers(0, 4, n)
    truth = random.integers(0, 3, n)
    first = np.where(random.uniform(size=n) < 0.2, random.integers(0, 4, n), truth)
    second = np.where(random.uniform(size=n) < 0.1, random.integers(0, 4, n), truth)
    confidence = random.uniform(0, 1, n).round(3)
    expected = []
    for g in range(4):
        rows = group == g
        t, a, b, c = truth[rows], first[rows], second[rows], confidence[rows]
        # The fourth answer is no valid label: a category in kappa, no class in F1.
        bins = np.clip(np.searchsorted(np.linspace(0, 1, 11), c, side="left") - 1, 0, 9)
        right = (t == a).astype(float)
        ece = sum(abs(right[bins == k].sum() - c[bins == k].sum()) for k in range(10)) / len(t)
        expected.append({
            "n": int(rows.sum()), "accuracy": float((t == a).mean()), "kappa": float(cohen_kappa_score(t, a)),
            "macro_f1": float(f1_score(t, a, average="macro", labels=[0, 1, 2], zero_division=0)),
            "ece": float(ece), "invalid": int((a == 3).sum()), "agreement": float((a == b).mean()),
            "pair_kappa": float(cohen_kappa_score(a, b)), "counts": np.bincount(t, minlength=3).tolist()})
    return {"group": group.tolist(), "truth": truth.tolist(), "first": first.tolist(), "second": second.tolist(),
            "confidence": confidence.tolist(), "expected": expected}


def weeks():
    import datetime
    cases = []
    for text in ["1970-01-01", "1970-01-04", "1970-01-05", "1969-12-28", "2020-12-31", "2021-01-03", "2021-01-04", "2024-12-29",
                 "2024-12-30", "2026-11-21", "1999-12-31", "2027-01-01"]:
        day = datetime.date.fromisoformat(text)
        year, week, _ = day.isocalendar()
        cases.append({"day": text, "week": f"{year}-W{week:02d}"})
    return cases


if __name__ == "__main__":
    document = {"versions": {"scipy": scipy.__version__, "ruptures": version("ruptures"), "cleanlab": version("cleanlab"), "statsmodels": version("statsmodels"), "numpy": np.__version__},
                "chi_square": chi_squares(), "kolmogorov": kolmogorov(), "fisher": fisher(), "newcombe": newcombe(),
                "holm": holms(), "homogeneity": homogeneity(), "labels": label_tables(), "sequences": sequences(),
                "confident": confident(), "groups": groups(), "weeks": weeks()}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "drift.json")
    with open(path, "w") as file:
        json.dump(document, file, separators=(",", ":"))
        file.write("\n")
