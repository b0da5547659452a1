"""Cross-validated RMSE of no correction, slope/bias per band and ridge, by scikit-learn on given folds.

Usage: compare_oracle.py SPECTROMETER.csv REFERENCE.csv FOLDS.csv  ->  one JSON object on standard output
"""
import csv
import json
import sys

import numpy as np
from sklearn.linear_model import RidgeCV


def load(path):
    rows = list(csv.reader(open(path, encoding="utf-8-sig")))
    try:
        float(rows[0][0])
        first = 0
    except ValueError:
        first = 1
    return np.array([[float(cell) for cell in row[first:]] for row in rows[1:]])


x, y = load(sys.argv[1]), load(sys.argv[2])
folds = np.array([int(row[1]) for row in list(csv.reader(open(sys.argv[3])))[1:]])
# The application's grid of penalties (ridge-penalty.ts).
alphas = 10.0 ** np.arange(-6, 2.01, 0.25)
squares = {"none": [], "slope-bias": [], "ridge": []}
for fold in np.unique(folds):
    train, test = folds != fold, folds == fold
    squares["none"].append((x[test] - y[test]) ** 2)
    xm, ym = x[train].mean(0), y[train].mean(0)
    slope = ((x[train] - xm) * (y[train] - ym)).sum(0) / ((x[train] - xm) ** 2).sum(0)
    squares["slope-bias"].append((ym + slope * (x[test] - xm) - y[test]) ** 2)
    ridge = RidgeCV(alphas=alphas, fit_intercept=True).fit(x[train], y[train])
    squares["ridge"].append((ridge.predict(x[test]) - y[test]) ** 2)
print(json.dumps({name: float(np.sqrt(np.concatenate(parts).mean())) for name, parts in squares.items()}))
