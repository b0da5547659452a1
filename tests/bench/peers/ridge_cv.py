"""Median seconds of scikit-learn's RidgeCV on pairs given as raw float64: FOLDER ROWS BANDS RUNS."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import RidgeCV

folder, rows, bands, runs = Path(sys.argv[1]), *map(int, sys.argv[2:5])
x, y = (np.fromfile(folder / f"{name}.f64").reshape(rows, bands) for name in ("x", "y"))
alphas = 10.0 ** (np.arange(-24, 9) / 4)
seconds = []
for _ in range(runs + 2):
    start = time.perf_counter()
    model = RidgeCV(alphas=alphas).fit(x, y)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": float(np.median(seconds[2:])), "penalty": float(model.alpha_)}))
