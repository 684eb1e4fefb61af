#!/usr/bin/env python3
"""Writes sets.json beside this file: items with several labels each, and what scikit-learn says of them.

    python3 -m venv VENV && VENV/bin/pip install scikit-learn
    VENV/bin/python make_sets.py

Truth and answers: lists of labels' numbers. Two empty sets are given a Jaccard of 1 (`zero_division=1`), a label that is
neither true nor predicted is left out of macro F1 (`zero_division=nan`): where Renga's rules differ from scikit-learn's
defaults, its own options for them are used, and no value is ours.
"""
import json, pathlib, random, warnings
from importlib.metadata import version

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, hamming_loss, jaccard_score
from sklearn.metrics import precision_recall_fscore_support

warnings.simplefilter("ignore")
number = lambda x: None if x is None or not np.isfinite(x) else float(x)


def matrix(sets, labels):
    return np.array([[1 if label in chosen else 0 for label in range(labels)] for chosen in sets])


def names(sets):
    return ["|".join(str(label) for label in sorted(chosen)) for chosen in sets]


def sets_of(chance, n, labels, shares):
    return [sorted(label for label in range(labels) if chance.random() < shares[label]) for _ in range(n)]


def changed(chance, truth, labels, noise):
    return [
        sorted(label for label in range(labels) if (label in chosen) != (chance.random() < noise)) for chosen in truth
    ]


def kappas(a, b):
    return [number(cohen_kappa_score(a[:, label], b[:, label])) for label in range(a.shape[1])]


def model(truth, answers, labels):
    true, said = matrix(truth, labels), matrix(answers, labels)
    precision, recall, f1, support = precision_recall_fscore_support(true, said, average=None, zero_division=np.nan)
    return {
        "subset_accuracy": float(accuracy_score(true, said)),
        "jaccard": float(jaccard_score(true, said, average="samples", zero_division=1.0)),
        "micro_f1": float(f1_score(true, said, average="micro")),
        "macro_f1": float(f1_score(true, said, average="macro", zero_division=np.nan)),
        "weighted_f1": float(f1_score(true, said, average="weighted", zero_division=np.nan)),
        "hamming_loss": float(hamming_loss(true, said)),
        "cohen_kappa": number(cohen_kappa_score(names(truth), names(answers))),
        "precision": [number(x) for x in precision],
        "recall": [number(x) for x in recall],
        "f1": [number(x) for x in f1],
        "support": [int(x) for x in support],
        "label_kappas": kappas(true, said),
    }


def pair(a, b, labels):
    one, other = matrix(a, labels), matrix(b, labels)
    return {
        "agreement": float(accuracy_score(one, other)),
        "jaccard": float(jaccard_score(one, other, average="samples", zero_division=1.0)),
        "cohen_kappa": number(cohen_kappa_score(names(a), names(b))),
        "label_kappas": kappas(one, other),
        "per_label": [
            [label, int(other[:, label].sum()), float(one[other[:, label] == 1, label].mean())]
            for label in range(labels)
            if other[:, label].sum() > 0
        ],
    }


def data_set(name, seed, n, labels, shares, noises):
    chance = random.Random(seed)
    truth = sets_of(chance, n, labels, shares)
    models = [changed(chance, truth, labels, noise) for noise in noises]
    return {
        "name": name, "labels": labels, "truth": truth, "models": models,
        "expected": {
            "models": [model(truth, answers, labels) for answers in models],
            "pair": pair(models[0], models[1], labels),
        },
    }


sets = [
    data_set("five labels", 1, 120, 5, [0.5, 0.3, 0.2, 0.1, 0.05], [0.15, 0.05]),
    data_set("mostly empty", 2, 80, 4, [0.1, 0.05, 0.02, 0.0], [0.02, 0.0]),
    data_set("twelve labels", 3, 400, 12, [0.25] * 12, [0.1, 0.03]),
]
document = {"versions": {name: version(name) for name in ["scikit-learn", "numpy"]}, "sets": sets}
file = pathlib.Path(__file__).with_name("sets.json")
file.write_text(json.dumps(document, separators=(",", ":")) + "\n")
