import type { Plate } from '../contract/plate.ts'
import { axisWavelengths } from './axis.ts'
import { BUILTIN_PATCHES, builtinSpectrum } from './builtin-reflectance.ts'
import { labOfSpectrum } from './colour.ts'
import { parsePatchId } from './patch-id.ts'
import { makePlate } from './plate.ts'

/** Name under which the built-in plate is known everywhere. */
export const BUILTIN_PLATE_NAME = 'builtin'
const ROWS = 20
const COLUMNS = BUILTIN_PATCHES / ROWS

/**
 * Neighbouring cells hold colours this many steps of the atlas apart. Of all strides that visit every colour, 109
 * sets the most alike neighbours furthest apart (dE00 9.6), so that a probe on the wrong patch shows.
 */
const STRIDE = 109

/** Reflectance factor of a cell (row x 33 + column) at any wavelength in nm. */
export function reflectanceOf(patchIndex: number, wavelengthNm: number): number {
  return builtinSpectrum((patchIndex * STRIDE) % BUILTIN_PATCHES)(wavelengthNm)
}

/** Reflectance spectrum of a cell of the built-in plate ("P14"). @throws RangeError when there is no such cell */
export function builtinReflectance(patchId: string, wavelengthsNm: Float64Array): Float64Array {
  const place = parsePatchId(patchId)
  if (!place || place.row >= ROWS || place.column >= COLUMNS) throw new RangeError(`no patch ${patchId}`)
  return wavelengthsNm.map(builtinSpectrum(((place.row * COLUMNS + place.column) * STRIDE) % BUILTIN_PATCHES))
}

/** The plate that needs no file: 20 x 33 formula colours with their expected L*a*b* (D65, 2 degrees), serpentine order. */
export function builtinPlate(): Plate {
  const grid = axisWavelengths({ fromNm: 380, toNm: 780, bands: 401 })
  const cells = Array.from({ length: BUILTIN_PATCHES }, (_, index) => ({
    row: Math.floor(index / COLUMNS),
    column: index % COLUMNS,
    expectedLab: labOfSpectrum(grid.map(builtinSpectrum((index * STRIDE) % BUILTIN_PATCHES)), grid),
  }))
  return makePlate(BUILTIN_PLATE_NAME, cells)
}
