"""Writes tests/fixtures/spectra-oracle.json and lights-oracle.json: numbers of SciPy and colour-science that the tests compare with.

    python3 -m venv /tmp/cie && /tmp/cie/bin/pip install colour-science==0.4.7 scipy==1.17.1
    /tmp/cie/bin/python scripts/make-spectra-fixtures.py

The spectra are formulas, so the file holds results only.
"""

import json
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import colour  # noqa: E402
import numpy as np  # noqa: E402
from scipy.interpolate import CubicSpline  # noqa: E402


def spectrum(nm, k):
    """Formula spectrum k, the same as in tests/spectra/oracle.ts."""
    return 0.05 + 0.6 / (1 + np.exp(-(nm - 450 - 40 * k) / 15)) + 0.2 * np.exp(-0.5 * ((nm - 620 + 30 * k) / 40) ** 2)


def splines():
    knots = np.array([380.0, 391.5, 400.0, 412.0, 431.0, 440.0, 466.0, 500.0])
    values = spectrum(knots, 0)
    at = np.linspace(380, 500, 25)
    return {
        "knots": knots.tolist(),
        "at": at.tolist(),
        "notAKnot": CubicSpline(knots, values)(at).tolist(),
        "natural": CubicSpline(knots, values, bc_type="natural")(at).tolist(),
        "threePoints": CubicSpline(knots[:3], values[:3])(at[:5]).tolist(),
        "fourPoints": CubicSpline(knots[:4], values[:4])(at[:7]).tolist(),
    }


def colours():
    shape = colour.SpectralShape(380, 780, 1)
    nm = shape.wavelengths
    rows = []
    for name, degrees in (("D65", 2), ("D65", 10), ("D50", 2), ("D50", 10), ("A", 2), ("A", 10), ("FL11", 2), ("FL11", 10)):
        year, title = ("1931", "2 Degree") if degrees == 2 else ("1964", "10 Degree")
        cmfs = colour.MSDS_CMFS[f"CIE {year} {title} Standard Observer"].copy().align(shape)
        # Illuminants of 5 nm run straight between their points (CIE 015:2018, section 4.1).
        light = colour.SDS_ILLUMINANTS[name].copy().align(shape, interpolator=colour.LinearInterpolator)
        if name == "A":
            # Planck's formula of the standard, not the rounded 5 nm table.
            light = colour.sd_CIE_standard_illuminant_A(shape)
        weight = cmfs.values * light.values[:, None]
        weight *= 100 / weight[:, 1].sum()
        for k in range(3):
            xyz = spectrum(nm, k) @ weight
            white = weight.sum(0)
            lab = colour.XYZ_to_Lab(xyz / 100, colour.XYZ_to_xy(white))
            rows.append({"illuminant": name.replace("FL", "F"), "observerDegrees": degrees, "k": k, "xyz": xyz.tolist(), "lab": lab.tolist()})
    return rows


def differences():
    random = np.random.default_rng(5)
    one = np.column_stack([random.uniform(0, 100, 60), random.uniform(-90, 90, (60, 2))])
    two = one + random.normal(0, 8, one.shape) * np.where(np.arange(60) % 2, 1, 5)[:, None]
    both = np.round(np.hstack([one, two]), 4)
    values = [colour.delta_E(both[:, :3], both[:, 3:], method=f"CIE {year}") for year in (2000, 1994)]
    return np.column_stack([both, *values]).tolist()


def screen():
    xyz = np.array([[20, 20, 20], [41.24, 21.26, 1.93], [10, 30, 60], [60, 65, 70]])
    return [{"xyz": row.tolist(), "srgb": colour.XYZ_to_sRGB(row / 100).tolist()} for row in xyz]


def statistics():
    values = np.random.default_rng(3).normal(size=23)
    return {"values": values.tolist(), "p5": float(np.percentile(values, 5)), "p95": float(np.percentile(values, 95))}


def lights():
    rows = []
    for name in ("A", "D65", "FL2", "FL4", "FL11", "LED-B1", "LED-B3", "LED-RGB1", "HP1"):
        sd = colour.SDS_ILLUMINANTS[name].copy().align(colour.SpectralShape(380, 780, 5))
        # Straight between the points, as the program reads them.
        fine = sd.copy().align(colour.SpectralShape(380, 780, 1), interpolator=colour.LinearInterpolator)
        cmfs = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"].copy().align(fine.shape)
        xyz = fine.values @ cmfs.values
        uv = colour.UCS_to_uv(colour.XYZ_to_UCS(xyz))
        kelvin, duv = colour.temperature.uv_to_CCT_Ohno2013(uv)
        cri = colour.quality.colour_rendering_index(fine, additional_data=True)
        special = [cri.Q_as[i].Q_a for i in range(1, 15)]
        rows.append({"name": name, "power": sd.values.tolist(), "xy": colour.XYZ_to_xy(xyz).tolist(),
                     "kelvin": float(kelvin), "duv": float(duv), "ra": float(cri.Q_a), "special": [float(v) for v in special]})
    return rows


Path("tests/fixtures/lights-oracle.json").write_text(json.dumps(lights()))
Path("tests/fixtures/spectra-oracle.json").write_text(
    json.dumps(
        {"splines": splines(), "colours": colours(), "deltaE": differences(), "srgb": screen(), "percentiles": statistics()}
    )
)
