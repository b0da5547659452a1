import type { SpectraTable } from '../contract/session.ts'
import { requireAscending } from '../spectra/axis.ts'
import { badFile, counted, shown } from './bad-file.ts'

/**
 * Refuses a table that came from elsewhere and does not hold together: sizes, rising wavelengths, finite values,
 * names that differ.
 * @throws Problem FORMAT_BAD
 */
export function requireSpectraTable(table: SpectraTable, name: string): void {
  const { ids, wavelengthNm, values } = table
  requireAscending(wavelengthNm, name)
  const next = 'Send one value per sample and wavelength.'
  if (ids.length === 0) throw badFile({ name }, 'There is no sample.', next)
  if (values.length !== ids.length * wavelengthNm.length) {
    const what = `${counted(values.length, 'value')} for ${counted(ids.length, 'sample')} of ${counted(wavelengthNm.length, 'band')}.`
    throw badFile({ name }, what, next)
  }
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad !== -1) {
    const row = Math.floor(bad / wavelengthNm.length)
    throw badFile(
      { name },
      `${shown(ids[row] ?? '')} holds a value that is no finite number.`,
      'Remove the sample.',
    )
  }
  const double = ids.find((id, row) => ids.indexOf(id) !== row)
  if (double !== undefined) {
    throw badFile(
      { name },
      `The sample ${shown(double)} stands twice.`,
      'Give every sample a name of its own.',
    )
  }
}
