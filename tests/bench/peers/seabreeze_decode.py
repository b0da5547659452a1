"""Times python-seabreeze's decoding of one spectrum, in us, for three of its models; the last line is a JSON object."""

import json
import statistics
import time

import numpy
import seabreeze

seabreeze.use("pyseabreeze")

from seabreeze.pyseabreeze.features import spectrometer as features  # noqa: E402

ROUNDS = 300


def median_us(feature, pixels):
    size = 2 * pixels + 1
    one = object.__new__(feature)
    one._spectrum_raw_length = size
    one._spectrum_num_pixel = pixels
    raw = numpy.arange(size, dtype=numpy.uint32).astype(numpy.uint8)
    one._get_spectrum_raw = lambda: raw
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        one.get_intensities()
        times.append(1e6 * (time.perf_counter() - start))
    return statistics.median(times)


print(
    json.dumps(
        {
            "ocean-usb2000": median_us(features.SeaBreezeSpectrometerFeatureUSB2000, 2048),
            "ocean-usb4000": median_us(features.SeaBreezeSpectrometerFeatureUSB4000, 3840),
            "ocean-hr4000": median_us(features.SeaBreezeSpectrometerFeatureHR4000, 3840),
        }
    )
)
