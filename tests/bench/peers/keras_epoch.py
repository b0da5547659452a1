"""Median seconds of an epoch of the posted network in Keras: FOLDER ROWS BANDS VALIDATION BATCH EPOCHS."""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers

folder, rows, bands, validation, batch, epochs = Path(sys.argv[1]), *map(int, sys.argv[2:7])
x, y = (np.fromfile(folder / f"{name}.f64").reshape(rows, bands).astype("float32") for name in ("x", "y"))
stages = ((16, 11, "pool"), (32, 9, "pool"), (64, 7, "pool"), (128, 5, "up"), (64, 7, "up"), (32, 9, "up"), (16, 11, None))

spectrum = flow = keras.Input((bands, 1))
for filters, width, after in stages:
    flow = layers.Conv1D(filters, width, padding="same", activation="relu")(flow)
    if after == "pool":
        flow = layers.MaxPooling1D(2, padding="same")(flow)
    if after == "up":
        flow = layers.UpSampling1D(2)(flow)
model = keras.Model(spectrum, layers.Dense(bands, activation="sigmoid")(layers.Flatten()(flow)))
model.compile("adam", "mse")


class Clock(keras.callbacks.Callback):
    seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


held = slice(0, validation), slice(validation, None)
data = (x[held[1], :, None], y[held[1]]), (x[held[0], :, None], y[held[0]])
model.fit(*data[0], batch_size=batch, epochs=epochs, verbose=0, validation_data=data[1], callbacks=[Clock()])
print(json.dumps({"seconds": float(np.median(Clock.seconds[2:])), "version": keras.__version__, "weights": model.count_params()}))
