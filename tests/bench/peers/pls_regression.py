"""Median seconds of scikit-learn's PLSRegression on pairs given as raw float64: FOLDER ROWS BANDS COMPONENTS RUNS."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.cross_decomposition import PLSRegression

folder, rows, bands, components, runs = Path(sys.argv[1]), *map(int, sys.argv[2:6])
x, y = (np.fromfile(folder / f"{name}.f64").reshape(rows, bands) for name in ("x", "y"))
seconds = []
for _ in range(runs + 2):
    start = time.perf_counter()
    PLSRegression(components, scale=False).fit(x, y)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": float(np.median(seconds[2:]))}))
