"""Reads spectra with python-seabreeze as fast as it can; the last line is how many it got in a second, as JSON.

python seabreeze_frames.py tcp|native-tcp MODEL HOST PORT FRAMES
"""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "witness"))
import read_ocean  # noqa: E402

INTEGRATION_US = 12_000
WARM = 20


def main(way, model, host, port, frames):
    if way == "tcp":
        device = read_ocean.over_tcp(model, host, port)
    else:
        device = read_ocean.native("add_ipv4_device_location", model, host, port)
    from seabreeze.spectrometers import Spectrometer

    spectrometer = Spectrometer(device)
    spectrometer.integration_time_micros(INTEGRATION_US)
    for _ in range(WARM):
        spectrometer.intensities()
    start = time.perf_counter()
    for _ in range(int(frames)):
        spectrometer.intensities()
    print(json.dumps(int(frames) / (time.perf_counter() - start)))
    spectrometer.close()


if __name__ == "__main__":
    main(*sys.argv[1:6])
