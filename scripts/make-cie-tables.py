"""Writes spectra/cie/*.ts: the CIE tables the colour computation stands on.

Run from the project's root, once per change of the source:

    python3 -m venv /tmp/cie && /tmp/cie/bin/pip install colour-science==0.4.7
    /tmp/cie/bin/python scripts/make-cie-tables.py && npx prettier --write spectra/cie

Source: colour-science 0.4.7 (https://www.colour-science.org), BSD-3-Clause, whose notice is kept in
spectra/cie/LICENSE.md and named in every file written here.
"""

from pathlib import Path
import warnings

warnings.filterwarnings("ignore")
import colour  # noqa: E402
from colour.colorimetry import SDS_BASIS_FUNCTIONS_CIE_ILLUMINANT_D_SERIES as DAYLIGHT  # noqa: E402
from colour.quality import SDS_TCS  # noqa: E402

FOLDER = Path("spectra/cie")
NOTICE = (
    "// Written by scripts/make-cie-tables.py from colour-science {version} (BSD-3-Clause, Copyright 2013 Colour\n"
    "// Developers); the licence is in LICENSE.md of this folder. Do not edit by hand.\n"
)


def array(values):
    return "[" + ", ".join(repr(float(value)) for value in values) + "]"


def observer(name, file, title, constant):
    cmfs = colour.MSDS_CMFS[name]
    shape = cmfs.shape
    if shape.interval != 1 or shape.start > 360 or shape.end < 830:
        raise SystemExit(f"{name}: unexpected shape {shape}")
    rows = cmfs.copy().trim(colour.SpectralShape(360, 830, 1)).values
    text = NOTICE.format(version=colour.__version__)
    text += "import type { Observer } from './observer.ts'\n\n"
    text += f"/** {title}: colour-matching functions, 360 to 830 nm in steps of 1 nm (CIE 018:2019). */\n"
    text += f"export const {constant}: Observer = {{ fromNm: 360, stepNm: 1,\n"
    for key, column in zip(("x", "y", "z"), rows.T):
        text += f"  {key}: {array(column)},\n"
    text += "}\n"
    (FOLDER / file).write_text(text)


def daylight():
    basis = [DAYLIGHT[name] for name in ("S0", "S1", "S2")]
    for one in basis:
        if (one.shape.start, one.shape.end, one.shape.interval) != (300, 830, 5):
            raise SystemExit(f"{one.name}: unexpected shape {one.shape}")
    text = NOTICE.format(version=colour.__version__)
    text += "import type { DaylightBasis } from './observer.ts'\n\n"
    text += "/** Basis functions of the CIE daylight illuminants, 300 to 830 nm in steps of 5 nm (CIE 015:2018, table 6). */\n"
    text += "export const DAYLIGHT_BASIS: DaylightBasis = { fromNm: 300, stepNm: 5,\n"
    for key, one in zip(("s0", "s1", "s2"), basis):
        text += f"  {key}: {array(one.values)},\n"
    text += "}\n"
    (FOLDER / "daylight-basis.ts").write_text(text)


def fluorescent():
    power = colour.SDS_ILLUMINANTS["FL11"]
    if (power.shape.start, power.shape.end, power.shape.interval) != (380, 780, 5):
        raise SystemExit(f"FL11: unexpected shape {power.shape}")
    text = NOTICE.format(version=colour.__version__)
    text += "import type { LightTable } from './observer.ts'\n\n"
    text += "/** Narrow-band fluorescent lamp FL11 (F11), 380 to 780 nm in steps of 5 nm (CIE 015:2018, table 10). */\n"
    text += f"export const ILLUMINANT_F11: LightTable = {{ fromNm: 380, stepNm: 5, power: {array(power.values)} }}\n"
    (FOLDER / "illuminant-f11.ts").write_text(text)


def test_colours():
    samples = list(SDS_TCS["CIE 1995"].values())[:14]
    text = NOTICE.format(version=colour.__version__)
    text += "import type { LightTable } from './observer.ts'\n\n"
    text += "/** Reflectance of the 14 test colours of CIE 13.3-1995, 360 to 830 nm in steps of 5 nm. */\n"
    text += "export const TEST_COLOURS: readonly LightTable[] = [\n"
    for one in samples:
        if (one.shape.start, one.shape.end, one.shape.interval) != (360, 830, 5):
            raise SystemExit(f"{one.name}: unexpected shape {one.shape}")
        text += f"  {{ fromNm: 360, stepNm: 5, power: {array(one.values)} }},\n"
    text += "]\n"
    (FOLDER / "test-colours.ts").write_text(text)


FOLDER.mkdir(parents=True, exist_ok=True)
observer("CIE 1931 2 Degree Standard Observer", "observer-2.ts", "CIE 1931 2 degree standard observer", "OBSERVER_2")
observer("CIE 1964 10 Degree Standard Observer", "observer-10.ts", "CIE 1964 10 degree standard observer", "OBSERVER_10")
daylight()
fluorescent()
test_colours()
