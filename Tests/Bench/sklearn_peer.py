"""The peer: scikit-learn's accuracy, report, confusion matrix and kappa of two models, labels already in memory.

Prints one JSON object: seconds of the processor by how the labels lie in memory. Reads JSON Lines of items with a
decision and two predictions each.
"""

import json
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.metrics import accuracy_score, classification_report, cohen_kappa_score, confusion_matrix

warnings.simplefilter("ignore")
truth, models = [], ([], [])
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        element = json.loads(line)
        truth.append(element["decisions"][0]["label"])
        for place, prediction in enumerate(element["predictions"]):
            models[place].append(prediction["label"])


def measure(truth, models):
    began = time.process_time()
    for labels in models:
        accuracy_score(truth, labels)
        classification_report(truth, labels, output_dict=True)
        confusion_matrix(truth, labels)
        cohen_kappa_score(truth, labels)
    return time.process_time() - began


names = sorted(set(truth))
numbers = {name: number for number, name in enumerate(names)}
as_numbers = [numpy.array([numbers[label] for label in labels]) for labels in (truth, *models)]
result = {"version": sklearn.__version__, "n": len(truth)}
result["lists of strings"] = measure(truth, models)
result["arrays of strings"] = measure(numpy.array(truth), [numpy.array(labels) for labels in models])
result["arrays of whole numbers"] = measure(as_numbers[0], as_numbers[1:])
print(json.dumps(result))
