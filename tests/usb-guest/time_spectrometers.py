"""Reads spectra of one spectrometer on the bus with pyseabreeze as fast as it can; prints how many it got in a second.

python time_spectrometers.py MODEL FRAMES
"""

import sys
import time

import seabreeze

INTEGRATION_US = 12_000
WARM = 3


def main(model, frames):
    seabreeze.use("pyseabreeze")
    from seabreeze.spectrometers import Spectrometer, list_devices

    spectrometer = Spectrometer(next(device for device in list_devices() if device.model == model))
    spectrometer.integration_time_micros(INTEGRATION_US)
    for _ in range(WARM):
        spectrometer.intensities()
    start = time.perf_counter()
    for _ in range(frames):
        spectrometer.intensities()
    print(frames / (time.perf_counter() - start))
    spectrometer.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
