import { writeCcss, writeSp } from './argyll-write.ts'
import { looksLikeCgats, readCgats } from './cgats.ts'
import { documentOfCgats } from './cgats-document.ts'
import { writeCgats, writeTi3 } from './cgats-write.ts'
import { looksLikeColumnText, readColumnText } from './column-text.ts'
import { documentOfCsv } from './csv-document.ts'
import type { SpectraCsvStyle } from './csv-write.ts'
import { writeSpectraCsv } from './csv-write.ts'
import { looksLikeCxf, readCxf } from './cxf-read.ts'
import { writeCxf } from './cxf-write.ts'
import { looksLikeEnlighten, readEnlighten } from './enlighten-csv.ts'
import { readJcamp } from './jcamp-read.ts'
import { looksLikeJcamp } from './jcamp-records.ts'
import { writeJcamp } from './jcamp-write.ts'
import type { JcampStyle } from './jcamp-write.ts'
import { looksLikeOceanText, readOceanText } from './ocean-text.ts'
import { looksLikeProcSpec, readProcSpec } from './proc-spec.ts'
import { looksLikeSpc, readSpc } from './spc-read.ts'
import { writeSpc } from './spc-write.ts'
import { looksLikeSpdx, readSpdx } from './spdx.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'

/** How a writer lays its file out; each format takes what concerns it. */
export interface WriteStyle {
  readonly csv?: Omit<SpectraCsvStyle, 'remark'> | undefined
  readonly jcamp?: JcampStyle | undefined
}

/** A format of spectra: what it is called, how it is known, read and written. */
export interface SpectraFormat {
  readonly name: string
  readonly title: string
  /** First the one that is written. */
  readonly extensions: readonly string[]
  /** What a file of it holds, for people. */
  readonly carries: string
  readonly readText?: (text: string, name: string, say?: Say) => SpectraDocument
  readonly readBytes?: (bytes: Uint8Array, name: string, say?: Say) => SpectraDocument
  /** By content, never by name alone. */
  readonly knowsText?: (text: string) => boolean
  readonly knowsBytes?: (bytes: Uint8Array) => boolean
  /** The format that reads its files, where it is a dialect of another. */
  readonly readAs?: string
  readonly write?: (document: SpectraDocument, say: Say | undefined, style: WriteStyle) => string | Uint8Array
}

/** Every format, in the order in which a file is tried; CSV takes what no other knows. */
export const SPECTRA_FORMATS: readonly SpectraFormat[] = [
  {
    name: 'procspec',
    title: 'SpectraSuite ProcSpec',
    extensions: ['ProcSpec'],
    carries: 'one processed spectrum, serial number, time',
    readBytes: readProcSpec,
    knowsBytes: looksLikeProcSpec,
  },
  {
    name: 'spc',
    title: 'SPC',
    extensions: ['spc'],
    carries: 'spectra in single precision (7 figures), names, instruments and model in its log',
    readBytes: readSpc,
    knowsBytes: looksLikeSpc,
    write: (document) => writeSpc(document),
  },
  {
    name: 'jcamp',
    title: 'JCAMP-DX',
    extensions: ['jdx', 'dx', 'jcm'],
    carries: 'spectra with every digit, names, instruments, model',
    readText: readJcamp,
    knowsText: looksLikeJcamp,
    write: (document, _, { jcamp }) => writeJcamp(document, jcamp),
  },
  {
    name: 'cgats',
    title: 'CGATS',
    extensions: ['txt', 'cgats'],
    carries: 'spectra, XYZ and L*a*b* (D65, 2 degrees) in 9 figures, names, places, instruments, model',
    readText: (text, name, say) => documentOfCgats(readCgats(text, name), say),
    knowsText: looksLikeCgats,
    write: (document, say) => writeCgats(document, say),
  },
  {
    name: 'ti3',
    title: '.ti3',
    extensions: ['ti3', 'ti2', 'cie'],
    carries: 'spectra in per cent, XYZ and L*a*b* (D50, 2 degrees) in 9 figures, names, places',
    readAs: 'cgats',
    write: (document, say) => writeTi3(document, say),
  },
  {
    name: 'sp',
    title: '.sp',
    extensions: ['sp'],
    carries: 'spectra in 9 figures, without names',
    readAs: 'cgats',
    write: (document, say) => writeSp(document, say),
  },
  {
    name: 'ccss',
    title: '.ccss',
    extensions: ['ccss'],
    carries: 'three or more spectra of a display in 9 figures',
    readAs: 'cgats',
    write: (document, say) => writeCcss(document, say),
  },
  {
    name: 'cxf3',
    title: 'CxF3',
    extensions: ['cxf', 'cxf3'],
    carries: 'spectra with every digit, XYZ and L*a*b* (D65, 2 degrees), names, instruments, model',
    readText: readCxf,
    knowsText: looksLikeCxf,
    write: (document, say) => writeCxf(document, say),
  },
  {
    name: 'spdx',
    title: 'TM-27',
    extensions: ['spdx'],
    carries: 'light sources: spectra, report and laboratory',
    readText: readSpdx,
    knowsText: looksLikeSpdx,
  },
  {
    name: 'ocean-text',
    title: 'OceanView, SpectraSuite, Jaz',
    extensions: ['txt', 'jaz', 'JazIrrad', 'Master.Transmission'],
    carries: 'one processed spectrum, serial number, date',
    readText: readOceanText,
    knowsText: looksLikeOceanText,
  },
  {
    name: 'enlighten',
    title: 'ENLIGHTEN CSV',
    extensions: ['csv'],
    carries: 'spectra by columns, serial number, time',
    readText: readEnlighten,
    knowsText: looksLikeEnlighten,
  },
  {
    name: 'columns',
    title: 'Columns of text',
    extensions: ['txt', 'asc', 'dat'],
    carries: 'one spectrum behind a head of words',
    readText: readColumnText,
    knowsText: looksLikeColumnText,
  },
  {
    name: 'csv',
    title: 'CSV',
    extensions: ['csv', 'tsv'],
    carries: 'spectra with every digit, names, the model in the first cell',
    readText: (text, name, say) => documentOfCsv(text, { name, ...(say && { say }) }),
    knowsText: () => true,
    write: ({ table, model }, _, { csv }) =>
      writeSpectraCsv(
        table,
        {},
        { ...csv, ...(model === undefined ? {} : { remark: `corrected by ${model}` }) },
      ),
  },
]

/** The format of that name. */
export const formatNamed = (name: string): SpectraFormat | undefined =>
  SPECTRA_FORMATS.find((format) => format.name === name)

/** Whether files of a format can be read. */
export const canRead = ({ readText, readBytes, readAs }: SpectraFormat): boolean =>
  (readText ?? readBytes ?? readAs) !== undefined
