import { at } from '../spectra/at.ts'
import { evenAxis } from '../spectra/axis.ts'
import { SPC, spcYUnit } from './spc-layout.ts'
import type { SpectraDocument } from './spectra-document.ts'

/**
 * SPC, new format: single precision (7 figures), all spectra over one X, which is written out where it is not even.
 * Names of the samples, instruments and the model stand in the log as `KEY = value`.
 */
export function writeSpc(document: SpectraDocument): Uint8Array {
  const { table, title, quantity, instrumentation } = document
  const { wavelengthNm, values, ids } = table
  const points = wavelengthNm.length
  const even = evenAxis(wavelengthNm, 1e-6) !== undefined
  const dataStart = SPC.headerBytes + (even ? 0 : 4 * points)
  const logStart = dataStart + ids.length * (SPC.subHeaderBytes + 4 * points)
  const log = new TextEncoder().encode(`${logLines(document).join('\r\n')}\r\n\0`)
  const bytes = new Uint8Array(logStart + SPC.logHeaderBytes + log.length)
  const view = new DataView(bytes.buffer)
  const several = ids.length > 1
  view.setUint8(SPC.at.flags, (several ? SPC.flags.several : 0) | (even ? 0 : SPC.flags.xValues))
  view.setUint8(SPC.at.version, SPC.version)
  view.setUint8(SPC.at.technique, 7)
  view.setUint8(SPC.at.exponent, SPC.floatExponent)
  view.setUint32(SPC.at.points, points, true)
  view.setFloat64(SPC.at.firstX, at(wavelengthNm, 0), true)
  view.setFloat64(SPC.at.lastX, at(wavelengthNm, points - 1), true)
  view.setUint32(SPC.at.spectra, ids.length, true)
  view.setUint8(SPC.at.xUnit, 3)
  view.setUint8(SPC.at.yUnit, spcYUnit(quantity))
  view.setUint32(SPC.at.date, packedDate(document.created), true)
  setText(bytes, SPC.at.instrument, SPC.at.instrumentBytes, instrumentation)
  setText(bytes, SPC.at.memo, SPC.at.memoBytes, title)
  view.setUint32(SPC.at.log, logStart, true)
  if (!even) wavelengthNm.forEach((nm, i) => view.setFloat32(SPC.headerBytes + 4 * i, nm, true))
  ids.forEach((_, row) => {
    const start = dataStart + row * (SPC.subHeaderBytes + 4 * points)
    view.setUint8(start + 1, SPC.floatExponent)
    view.setUint16(start + 2, row, true)
    view.setFloat32(start + 4, row, true)
    for (let i = 0; i < points; i++)
      view.setFloat32(start + SPC.subHeaderBytes + 4 * i, at(values, row * points + i), true)
  })
  view.setUint32(logStart, SPC.logHeaderBytes + log.length, true)
  view.setUint32(logStart + 4, 4096, true)
  view.setUint32(logStart + 8, SPC.logHeaderBytes, true)
  bytes.set(log, logStart + SPC.logHeaderBytes)
  return bytes
}

function logLines({ table, title, instrumentation, model, created }: SpectraDocument): string[] {
  const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
  return [
    `MEMO = ${plain(title)}`,
    'ORIGIN = Isochrome',
    `INSTRUMENT = ${plain(instrumentation)}`,
    ...(model === undefined ? [] : [`MODEL = ${plain(model)}`]),
    `CREATED = ${plain(created)}`,
    ...table.ids.map((id, row) => `SAMPLE ${row + 1} = ${plain(id)}`),
  ]
}

/** Header fields are narrow and know no other letters than ASCII; the log has the full text. */
function setText(bytes: Uint8Array, start: number, length: number, text: string): void {
  const ascii = text.replace(/[^\x20-\x7e]/g, '?').slice(0, length - 1)
  bytes.set(new TextEncoder().encode(ascii), start)
}

function packedDate(created: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(created)
  if (!match) return 0
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  return ((year << 20) | (month << 16) | (day << 11) | (hour << 6) | minute) >>> 0
}
