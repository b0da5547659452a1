import type { ExportStyle, FileResult } from '../../contract/session.ts'
import type { SpectraFormat } from '../../formats/format-list.ts'
import type { SpectraDocument } from '../../formats/spectra-document.ts'
import { noWriter } from './problems.ts'

/**
 * A document as a file in memory, and the sentence that says what is in it. Bytes travel as base64.
 * @throws Problem FORMAT_UNKNOWN where the format is only read, and what its writer throws
 */
export function fileResult(
  format: SpectraFormat,
  document: SpectraDocument,
  stem: string,
  style: ExportStyle,
): FileResult {
  if (!format.write) throw noWriter(format.title)
  const done: string[] = []
  const content = format.write(document, (sentence) => done.push(sentence), style)
  const { table, model } = document
  const [from, to] = [table.wavelengthNm[0] ?? 0, table.wavelengthNm.at(-1) ?? 0]
  const round = (nm: number): string => String(Math.round(nm * 10) / 10)
  const sentence = [
    `${table.ids.length} ${table.ids.length === 1 ? 'spectrum' : 'spectra'} of ${table.wavelengthNm.length} bands, ${round(from)} to ${round(to)} nm${model === undefined ? '' : `, corrected by ${model}`}.`,
    ...done,
  ].join(' ')
  const name = `${stem}.${format.extensions[0] ?? 'txt'}`
  const rows = table.ids.length
  return typeof content === 'string'
    ? { name, text: content, rows, sentence }
    : { name, text: Buffer.from(content).toString('base64'), encoding: 'base64', rows, sentence }
}
