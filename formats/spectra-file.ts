import type { SpectraTable } from '../contract/session.ts'
import { Problem } from '../contract/errors.ts'
import { unknownFormat } from './bad-file.ts'
import { documentOfCsv } from './csv-document.ts'
import type { SpectraCsvOptions } from './csv-spectra.ts'
import { SPECTRA_FORMATS } from './format-list.ts'
import type { SpectraFormat } from './format-list.ts'
import type { SpectraDocument } from './spectra-document.ts'
import { textOf } from './text.ts'

/** A document and the format it was read in. */
export interface ReadFile {
  readonly document: SpectraDocument
  readonly format: SpectraFormat
}

/**
 * Spectra of a file in any known format, judged by its content. `axis: 'index'` reads plain columns, CSV only.
 * @throws Problem FORMAT_UNKNOWN, FORMAT_BAD with the line where it has lines, FILE_UNREADABLE
 */
export function readDocument(content: Uint8Array | string, options: SpectraCsvOptions): ReadFile {
  const { name, axis, say } = options
  const bytes = typeof content === 'string' ? undefined : content
  const binary = bytes && SPECTRA_FORMATS.find(({ knowsBytes }) => knowsBytes?.(bytes))
  if (bytes && binary?.readBytes) return { document: binary.readBytes(bytes, name, say), format: binary }
  const text = typeof content === 'string' ? content : textIn(content, name)
  const format = SPECTRA_FORMATS.find(({ knowsText, name: known }) =>
    axis === 'index' ? known === 'csv' || (known === 'cgats' && knowsText?.(text)) : knowsText?.(text),
  )
  if (!format?.readText) throw unknown(name)
  const document = format.name === 'csv' ? documentOfCsv(text, options) : format.readText(text, name, say)
  return { document, format }
}

/** The table alone. @throws Problem as `readDocument` */
export const readSpectraFile = (content: Uint8Array | string, options: SpectraCsvOptions): SpectraTable =>
  readDocument(content, options).document.table

/** Text of a file; what is neither text nor a binary format of the list is of no known kind. */
function textIn(bytes: Uint8Array, name: string): string {
  try {
    return textOf(bytes, name)
  } catch (error) {
    if (error instanceof Problem && /\.(spc|procspec)$/i.test(name)) throw unknown(name)
    throw error
  }
}

function unknown(name: string): Problem {
  const spc = /\.spc$/i.test(name)
  return unknownFormat(
    name,
    spc ? 'it is none of the known kinds of .spc.' : 'it is none of the known formats.',
    'Export as CSV or JCAMP-DX.',
  )
}
