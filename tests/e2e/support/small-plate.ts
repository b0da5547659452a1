import { writePlateCsv } from '../../../formats/plate-csv.ts'
import { builtinPlate } from '../../../spectra/builtin-plate.ts'

/** A plate file: the first cells of the built-in plate, so many rows of so many, with their expected colours. */
export function smallPlateCsv(
  rows: number,
  columns: number,
): { name: string; buffer: Buffer; mimeType: string } {
  const plate = builtinPlate()
  const patches = plate.patches.filter((patch) => patch.row < rows && patch.column < columns)
  const text = writePlateCsv({ ...plate, patches })
  return { name: `small ${String(rows * columns)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) }
}
