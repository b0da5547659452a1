"""Lists, opens and reads the USB2000 and USB4000 on the bus with python-seabreeze; prints what it saw as JSON.

python read_spectrometers.py pyseabreeze|cseabreeze
"""

import json
import sys

import seabreeze

INTEGRATION_US = 12_000


def main(backend):
    seabreeze.use(backend)
    from seabreeze.spectrometers import Spectrometer, list_devices

    seen = []
    for device in list_devices():
        if device.model not in ("USB2000", "USB4000"):
            continue
        spectrometer = Spectrometer(device)
        spectrometer.integration_time_micros(INTEGRATION_US)
        # The exposure under way at a change keeps the time before.
        spectrometer.intensities()
        seen.append(
            {
                "model": spectrometer.model,
                "serial": spectrometer.serial_number,
                "nm": [float(nm) for nm in spectrometer.wavelengths()],
                "counts": [float(value) for value in spectrometer.intensities()],
            }
        )
        spectrometer.close()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1])
