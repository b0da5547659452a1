/**
 * What the synthetic cubes are made of. Fixed before the first network was trained on them, so that no figure can
 * have been tuned by moving the data: a change here makes every published figure of the maps void.
 */

/** An absorption band of a material: centre and standard deviation in nm, height in 1/mm. */
export interface Absorption {
  readonly centreNm: number
  readonly widthNm: number
  readonly perMm: number
}

/** Bands of the synthetic camera. */
export const CAMERA = { bands: 60, fromNm: 950, toNm: 1650 } as const

/**
 * Near-infrared absorptions, places after Workman and Weyer, Practical Guide to Interpretive Near-Infrared
 * Spectroscopy (2007): water 970, 1190 and 1450 nm; C-H of fat 1037, 1210, 1393 and 1414 nm and the flank of 1725 nm;
 * N-H and C-H of protein 1020, 1185, 1360 and 1510 nm. Heights are rounded and stand for no particular sample.
 */
export const MATERIALS: Readonly<Record<'fat' | 'water' | 'protein', readonly Absorption[]>> = {
  fat: [
    { centreNm: 1037, widthNm: 18, perMm: 0.02 },
    { centreNm: 1210, widthNm: 20, perMm: 0.22 },
    { centreNm: 1393, widthNm: 16, perMm: 0.14 },
    { centreNm: 1414, widthNm: 18, perMm: 0.14 },
    { centreNm: 1725, widthNm: 55, perMm: 0.9 },
  ],
  water: [
    { centreNm: 970, widthNm: 25, perMm: 0.05 },
    { centreNm: 1190, widthNm: 32, perMm: 0.12 },
    { centreNm: 1450, widthNm: 45, perMm: 2.4 },
  ],
  protein: [
    { centreNm: 1020, widthNm: 25, perMm: 0.03 },
    { centreNm: 1185, widthNm: 22, perMm: 0.1 },
    { centreNm: 1360, widthNm: 28, perMm: 0.12 },
    { centreNm: 1510, widthNm: 40, perMm: 0.7 },
  ],
}

/** Absorption of everything that has no band of its own, 1/mm. */
export const BASE_PER_MM = 0.02

/** Scattering at 1200 nm in 1/mm; it falls with the wavelength to the power of the exponent. */
export const SCATTER = { perMm: 1.5, exponent: 0.8 } as const

/** Fat fraction of the leanest and the fattest pixel. */
export const FAT = { least: 0.04, most: 0.92 } as const

/** Water in what is not fat: mean and how far cubes and places within a cube differ. */
export const WATER_SHARE = { mean: 0.76, perCube: 0.06, perPlace: 0.06 } as const

/** Steepness of a border between fat and lean: logistic factor, drawn per cube on a log scale. */
export const BORDER = { soft: 2, sharp: 40 } as const

/** Threshold of the field that becomes fat, drawn per cube: it decides the mean. */
export const THRESHOLD = { from: -0.9, to: 0.9 } as const

/** Effects of the Kubelka-Munk cubes alone. */
export const EFFECTS = {
  /** Illumination: factor per cube and its smooth variation inside one. */
  gain: { perCube: 0.06, perPlace: 0.1 },
  /** Scattering: relative differences between cubes and between places. */
  scatter: { perCube: 0.12, perPlace: 0.12 },
  /** Share of light reflected at the surface: mean, and smooth variation. */
  gloss: { mean: 0.01, perPlace: 0.006 },
  /** Shift of the wavelength at the left and right border against the middle, nm. */
  smileNm: 3,
} as const

/**
 * Noise of a pixel: read-out (reflectance), photons at full reflectance, and how much worse the last bands are. A cheap
 * camera without averaging: chosen so that PLS, whose mean is off by a few tenths of a per cent on linear cubes, gives
 * maps with errors of 15 to 25 per cent in a pixel. Published PLS maps are noisier still (2.5 per cent of their
 * variance spatially correlated, Engstrom et al. 2025, arXiv 2504.14131).
 */
export const NOISE = { readOut: 0.12, photon: 0.12, lastBands: 2 } as const

/** Error of the laboratory that measures the mean, per cent fat. */
export const LABORATORY_PERCENT = 0.3

/** Reflectance of the tray beside the sample. */
export const TRAY = 0.03
