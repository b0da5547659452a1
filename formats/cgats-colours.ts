import type { Triple } from '../contract/spectrum.ts'
import { D50_WHITE, d65White, labD65OfLabD50, labD65OfXyz } from '../spectra/adaptation.ts'
import { coversColour, labOfSpectrum } from '../spectra/colour.ts'
import { labOf } from '../spectra/lab.ts'
import { cellNumber, fieldIndex } from './cgats.ts'
import type { CgatsFile, CgatsTable } from './cgats.ts'
import { numberOf } from './number.ts'
import { cgatsSpectra } from './cgats-spectra.ts'

/**
 * Expected L*a*b* (D65, 2 degrees) of every set: from its spectrum, else from LAB, else from XYZ. Colours are meant
 * for D50 unless the header names D65 or another white (the printing trade's rule; Argyll's L*a*b* are D50).
 * @throws Problem FORMAT_BAD with the line
 */
export function cgatsLabs(
  file: CgatsFile,
  table: CgatsTable,
  say?: (sentence: string) => void,
): (Triple | undefined)[] {
  const spectra = cgatsSpectra(file, table, say)
  if (spectra && coversColour(spectra.wavelengthNm)) {
    const { wavelengthNm, values } = spectra
    const bands = wavelengthNm.length
    return spectra.ids.map((_, row) =>
      labOfSpectrum(values.subarray(row * bands, (row + 1) * bands), wavelengthNm),
    )
  }
  const triples = (...names: readonly [string, string, string]): Triple[] | undefined => {
    const [a, b, c] = names.map((name) => fieldIndex(table, name))
    if (a === undefined || b === undefined || c === undefined || Math.min(a, b, c) < 0) return undefined
    const cell = (row: number, column: number): number => cellNumber(file, table, row, column)
    return table.rows.map((_, row): Triple => [cell(row, a), cell(row, b), cell(row, c)])
  }
  const d65 = isD65(table)
  const white = statedWhite(table)
  const labs = triples('LAB_L', 'LAB_A', 'LAB_B')
  const xyzs = labs ? undefined : triples('XYZ_X', 'XYZ_Y', 'XYZ_Z')
  if (!labs && !xyzs) return table.rows.map(() => undefined)
  say?.(
    `${file.name}: expected colours were taken as ${d65 ? 'D65' : white && !labs ? 'relative to the white of the file, adapted to D65' : 'D50, adapted to D65'}.`,
  )
  if (labs) return d65 ? labs : labs.map(labD65OfLabD50)
  const scale = xyzs?.some(([, y]) => y > 1.5) === true ? 1 : 100
  return (xyzs ?? []).map(([x, y, z]) => {
    const xyz: Triple = [x * scale, y * scale, z * scale]
    return d65 ? labOf(xyz, d65White()) : labD65OfXyz(xyz, white ?? D50_WHITE)
  })
}

/** White the file names for its XYZ, scaled to Y = 100. */
function statedWhite(table: CgatsTable): Triple | undefined {
  const text =
    table.keywords.get('APPROX_WHITE_POINT') ?? table.keywords.get('ILLUMINANT_WHITE_POINT_XYZ') ?? ''
  const [x, y, z, more] = text.trim().split(/\s+/).map(numberOf)
  if (x === undefined || y === undefined || z === undefined || more !== undefined) return undefined
  return Math.min(x, y, z) > 0 ? [(100 * x) / y, 100, (100 * z) / y] : undefined
}

function isD65(table: CgatsTable): boolean {
  const words = ['ILLUMINATION_NAME', 'MEASUREMENT_SOURCE', 'WEIGHTING_FUNCTION'].map((word) =>
    table.keywords.get(word),
  )
  return words.some((value) => value !== undefined && /\bD65\b/.test(value))
}
