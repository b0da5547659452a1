import { axisWavelengths } from '../spectra/axis.ts'
import { badFile, unknownFormat } from './bad-file.ts'
import { asFractions } from './fraction.ts'
import { SPC, SPC_PERCENT, SPC_X_UNITS, SPC_Y_UNITS } from './spc-layout.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import type { FoundSpectrum } from './spectra-join.ts'

const CUT = 'The file looks cut short; export it again.'
/** Most points or spectra believed. */
const MOST = 10_000_000

/** Whether bytes are an SPC file of any version. Shimadzu's .spc (an OLE container) and others are not. */
export function looksLikeSpc(bytes: Uint8Array): boolean {
  const [first, version] = bytes
  const known = version === SPC.version || version === 0x4c || version === 0x4d
  return bytes.length >= SPC.headerBytes && known && first !== undefined
}

/**
 * Spectra of an SPC file in the new format: even or given X, one or many spectra, single precision or whole numbers
 * with an exponent, X of their own (XYXYXY) too.
 * @throws Problem FORMAT_UNKNOWN for other files called .spc, FORMAT_BAD
 */
export function readSpc(bytes: Uint8Array, name: string, say?: Say): SpectraDocument {
  if (!looksLikeSpc(bytes)) throw unknownSpc(name, 'it is none of the known kinds of .spc.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint8(SPC.at.version) !== SPC.version)
    throw unknownSpc(name, 'it is an old or big-endian SPC file.')
  const header = headerOf(view)
  const toNm = SPC_X_UNITS[header.xUnit]
  if (!toNm && header.xUnit !== 0 && header.xUnit !== 255)
    throw badFile({ name }, `Its X unit (code ${header.xUnit}) is no wavelength.`, 'Export over nanometres.')
  if (!toNm) say?.(`${name}: the unit of X is not given; nanometres were assumed.`)
  const spectra = spectraOf(view, header, name)
  const log = logOf(bytes, view, name)
  const quantity = SPC_Y_UNITS[header.yUnit] ?? 'arbitrary'
  const table = joinSpectra(
    name,
    spectra.map(({ x, y }, row): FoundSpectrum => ({
      id: log.get(`SAMPLE ${row + 1}`) ?? String(row + 1),
      wavelengthNm: toNm ? x.map(toNm) : x,
      values: y,
    })),
    say,
  )
  const model = log.get('MODEL')
  return {
    table: asFractions(name, table, quantity, header.yUnit === SPC_PERCENT ? '%' : '', say),
    quantity,
    title: textAt(bytes, SPC.at.memo, SPC.at.memoBytes) || (log.get('MEMO') ?? ''),
    instrumentation: log.get('INSTRUMENT') ?? textAt(bytes, SPC.at.instrument, SPC.at.instrumentBytes),
    ...(model === undefined ? {} : { model }),
    created: log.get('CREATED') ?? dateOf(view.getUint32(SPC.at.date, true)),
  }
}

interface Header {
  readonly flags: number
  readonly exponent: number
  readonly points: number
  readonly spectra: number
  readonly firstX: number
  readonly lastX: number
  readonly xUnit: number
  readonly yUnit: number
}

function headerOf(view: DataView): Header {
  const { at } = SPC
  return {
    flags: view.getUint8(at.flags),
    exponent: view.getUint8(at.exponent),
    points: view.getUint32(at.points, true),
    firstX: view.getFloat64(at.firstX, true),
    lastX: view.getFloat64(at.lastX, true),
    spectra: Math.max(1, view.getUint32(at.spectra, true)),
    xUnit: view.getUint8(at.xUnit),
    yUnit: view.getUint8(at.yUnit),
  }
}

interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

function spectraOf(view: DataView, header: Header, name: string): Points[] {
  const { flags } = SPC
  const own = (header.flags & flags.xPerSpectrum) !== 0
  const given = (header.flags & flags.xValues) !== 0
  // XYXYXY files name the place of their directory where the others name the points.
  if (header.spectra > MOST || (!own && (header.points < 2 || header.points > MOST)))
    throw badFile({ name }, `It declares ${header.spectra} spectra of ${header.points} points.`, CUT)
  let place: number = SPC.headerBytes
  const take = (bytes: number): number => {
    const start = place
    place += bytes
    if (place <= view.byteLength) return start
    throw badFile({ name }, `It ends at byte ${view.byteLength}, data go on to ${place}.`, CUT)
  }
  const floats = (count: number): Float64Array => {
    const start = take(4 * count)
    return Float64Array.from({ length: count }, (_, i) => view.getFloat32(start + 4 * i, true))
  }
  const shared = own
    ? undefined
    : given
      ? floats(header.points)
      : axisWavelengths({ fromNm: header.firstX, toNm: header.lastX, bands: header.points })
  const found: Points[] = []
  for (let n = 0; n < header.spectra; n++) {
    const start = take(SPC.subHeaderBytes)
    const points = own ? view.getUint32(start + 16, true) : header.points
    if (points < 2 || points > MOST)
      throw badFile({ name }, `Spectrum ${n + 1} declares ${points} points.`, CUT)
    const x = shared ?? floats(points)
    const exponent = exponentOf(header, view.getInt8(start + 1))
    const y = exponent === undefined ? floats(points) : wholeNumbers(view, take, header, points, exponent)
    found.push({ x, y })
  }
  return found
}

/** Undefined = single precision. A sub-header's exponent counts where there are several spectra, or the header has none. */
function exponentOf({ flags, exponent }: Header, own: number): number | undefined {
  const main = exponent === SPC.floatExponent ? -128 : exponent > 127 ? exponent - 256 : exponent
  const used = (flags & SPC.flags.several) !== 0 || main === 0 ? own : main
  return used === -128 ? undefined : used
}

/** Whole numbers with a common exponent: of 16 bits, else of 32 bits. */
function wholeNumbers(
  view: DataView,
  take: (bytes: number) => number,
  { flags }: Header,
  points: number,
  exponent: number,
): Float64Array {
  const words = (flags & SPC.flags.words) !== 0
  const bytes = words ? 2 : 4
  const start = take(bytes * points)
  const scale = 2 ** (exponent - 8 * bytes)
  return Float64Array.from({ length: points }, (_, i) => {
    const place = start + bytes * i
    return scale * (words ? view.getInt16(place, true) : view.getInt32(place, true))
  })
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length)
  const end = field.indexOf(0)
  const text = new TextDecoder('windows-1252').decode(end === -1 ? field : field.subarray(0, end))
  return text.replace(/\p{Cc}/gu, ' ').trim()
}

/** `KEY = value` lines of the log; a log that is not there or lies outside the file is none. */
function logOf(bytes: Uint8Array, view: DataView, name: string): ReadonlyMap<string, string> {
  const start = view.getUint32(SPC.at.log, true)
  if (start === 0) return new Map()
  if (start + SPC.logHeaderBytes > bytes.length) throw badFile({ name }, 'Its log lies behind its end.', CUT)
  const text = bytes.subarray(Math.min(bytes.length, start + view.getUint32(start + 8, true)))
  const end = text.indexOf(0)
  const lines = decoded(end === -1 ? text : text.subarray(0, end)).split(/\r?\n/)
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const match = /^([^=]+?)\s*=\s*(.*)$/.exec(line)
      return match ? [[(match[1] ?? '').trim().toUpperCase(), (match[2] ?? '').trim()]] : []
    }),
  )
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Minutes, hours, day, month and year packed into 32 bits. */
function dateOf(packed: number): string {
  const part = (from: number, bits: number): number => (packed >>> from) & (2 ** bits - 1)
  if (packed === 0) return ''
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${part(20, 12)}-${two(part(16, 4))}-${two(part(11, 5))}T${two(part(6, 5))}:${two(part(0, 6))}`
}

const unknownSpc = (name: string, happened: string): Error =>
  unknownFormat(name, happened, 'Export as CSV or JCAMP-DX.')
