import { problemDataOf } from '../../contract/errors.ts'
import type { FilesRead, GivenFile, ReadFile, SpectraTable } from '../../contract/session.ts'
import { spectrumOf } from '../../formats/spectra-document.ts'
import { readDocument } from '../../formats/spectra-file.ts'
import { joinSpectra } from '../../formats/spectra-join.ts'

/**
 * Reads files of spectra in any known format; one that cannot be read keeps no other from being read.
 * @throws Problem FORMAT_BAD when those that can be read have no common range
 */
export function readFiles(given: readonly GivenFile[]): FilesRead {
  const tables: SpectraTable[] = []
  const files = given.map(({ fileName, base64 }): ReadFile => {
    const notes: string[] = []
    const say = (sentence: string): void => void notes.push(sentence)
    try {
      const { document, format } = readDocument(Buffer.from(base64, 'base64'), { name: fileName, say })
      const { table } = document
      const { ids, wavelengthNm } = table
      const [fromNm = NaN, toNm = NaN] = [wavelengthNm[0], wavelengthNm.at(-1)]
      tables.push(table)
      return {
        fileName,
        format: format.title,
        spectra: ids.length,
        bands: wavelengthNm.length,
        fromNm,
        toNm,
        notes,
      }
    } catch (error) {
      return { fileName, problem: problemDataOf(error) }
    }
  })
  const notes: string[] = []
  return { table: joined(tables, (sentence) => notes.push(sentence)), files, notes }
}

/** One table of all; where wavelengths differ the common range on the coarsest axis, which is said. */
function joined(tables: readonly SpectraTable[], say: (sentence: string) => void): SpectraTable | null {
  const [first] = tables
  if (!first || tables.length === 1) return first ?? null
  const found = tables.flatMap((table) =>
    table.ids.map((id, row) => ({
      id,
      wavelengthNm: table.wavelengthNm,
      values: spectrumOf(table, row),
    })),
  )
  return joinSpectra('The files', found, say)
}
