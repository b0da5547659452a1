/** Colour-matching functions on an even grid. */
export interface Observer {
  readonly fromNm: number
  readonly stepNm: number
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly z: readonly number[]
}

/** Mean and two characteristic vectors of daylight on an even grid. */
export interface DaylightBasis {
  readonly fromNm: number
  readonly stepNm: number
  readonly s0: readonly number[]
  readonly s1: readonly number[]
  readonly s2: readonly number[]
}

/** Relative spectral power of a light, or reflectance of a sample, on an even grid. */
export interface LightTable {
  readonly fromNm: number
  readonly stepNm: number
  readonly power: readonly number[]
}
