"""Reads spectra of one spectrometer on the bus with pyseabreeze as fast as it can.

python time_spectrometers.py MODEL WARM FRAMES

Says "ready" when it has found the spectrometer: until then it takes processor time, and resets what is on the bus. Then
for every line on its input it opens the spectrometer, reads WARM spectra, then FRAMES, closes it, and prints how many of those
it got in a second.
"""

import sys
import time

import seabreeze

INTEGRATION_US = 12_000
PACKET_BYTES = 512


def measure(Spectrometer, device, warm, frames):
    spectrometer = Spectrometer(device)
    if device.model == "HDX":
        # It asks for 64 bytes first; a packet of a high-speed bus is longer, and the bus answers EOVERFLOW.
        device._transport._default_read_size["low_speed"] = PACKET_BYTES
    spectrometer.integration_time_micros(INTEGRATION_US)
    for _ in range(warm):
        spectrometer.intensities()
    start = time.perf_counter()
    for _ in range(frames):
        spectrometer.intensities()
    seconds = time.perf_counter() - start
    spectrometer.close()
    return frames / seconds


def main(model, warm, frames):
    seabreeze.use("pyseabreeze")
    from seabreeze.spectrometers import Spectrometer, list_devices

    device = next(device for device in list_devices() if device.model == model)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(measure(Spectrometer, device, warm, frames), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
