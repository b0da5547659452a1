import type { Triple } from '../contract/spectrum.ts'
import { d65White, labD65OfLabD50, labD65OfXyzD50 } from '../spectra/adaptation.ts'
import { coversColour, labOfSpectrum } from '../spectra/colour.ts'
import { labOf } from '../spectra/lab.ts'
import { cellNumber, fieldIndex } from './cgats.ts'
import type { CgatsFile, CgatsTable } from './cgats.ts'
import { cgatsSpectra } from './cgats-spectra.ts'

/**
 * Expected L*a*b* (D65, 2 degrees) of every set: from its spectrum, else from LAB, else from XYZ. Colours are meant
 * for D50 unless the header names D65 (the printing trade's rule; Argyll's XYZ and L*a*b* are D50).
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
  const labs = triples('LAB_L', 'LAB_A', 'LAB_B')
  const xyzs = labs ? undefined : triples('XYZ_X', 'XYZ_Y', 'XYZ_Z')
  if (!labs && !xyzs) return table.rows.map(() => undefined)
  say?.(`${file.name}: expected colours were taken as ${d65 ? 'D65' : 'D50, adapted to D65'}.`)
  if (labs) return d65 ? labs : labs.map(labD65OfLabD50)
  const scale = xyzs?.some(([, y]) => y > 1.5) === true ? 1 : 100
  return (xyzs ?? []).map(([x, y, z]) => {
    const xyz: Triple = [x * scale, y * scale, z * scale]
    return d65 ? labOf(xyz, d65White()) : labD65OfXyzD50(xyz)
  })
}

function isD65(table: CgatsTable): boolean {
  const words = ['ILLUMINATION_NAME', 'MEASUREMENT_SOURCE', 'WEIGHTING_FUNCTION'].map((word) =>
    table.keywords.get(word),
  )
  return words.some((value) => value !== undefined && /\bD65\b/.test(value))
}
