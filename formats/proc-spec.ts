import { unzipSync } from 'fflate'
import { badFile, shown } from './bad-file.ts'
import { asFractions, quantityOf } from './fraction.ts'
import { numberOf } from './number.ts'
import type { Say, SpectraDocument } from './spectra-document.ts'
import { joinSpectra } from './spectra-join.ts'
import { allBelow, childOf, readXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Largest XML part that is unpacked; a real one has less than a megabyte. */
const MOST_BYTES = 64 * 1024 * 1024

/** Whether bytes are a zip container, as every ProcSpec is. */
export const looksLikeProcSpec = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4

/**
 * The processed spectrum of a SpectraSuite ProcSpec: a zip that holds the program's own objects as XML. Its signature is
 * not checked: what was signed cannot be known from the file.
 * @throws Problem FORMAT_BAD
 */
export function readProcSpec(bytes: Uint8Array, name: string, say?: Say): SpectraDocument {
  const root = readXml(xmlIn(bytes, name), name)
  const [source] = allBelow(root, 'sourceSpectra').flatMap(({ children }) => children)
  if (!source) throw badFile({ name }, 'It holds no measured spectrum.', 'Save the spectrum again.')
  const wavelengthNm = numbersOf(childOf(source, 'channelWavelengths'), name)
  // Every step of processing leaves a certificate; those that changed nothing refer to an earlier one.
  const steps = allBelow(root, 'certificates')
    .flatMap(({ children }) => children)
    .filter((step) => (childOf(step, 'processedPixels')?.children.length ?? 0) > 0)
  const last = steps.at(-1)
  const unit = childOf(last, 'yUnits')?.attributes.class ?? 'CountsIntensityDescriptor'
  const quantity = last ? quantityOf(unit.replace('Intensity', '')) : 'counts'
  const values = numbersOf(childOf(last, 'processedPixels') ?? childOf(source, 'pixelValues'), name)
  const serial = childOf(source, 'spectrometerSerialNumber')?.text ?? ''
  const table = joinSpectra(name, [{ id: name.replace(/\.[^.]*$/, ''), wavelengthNm, values }], say)
  // SpectraSuite's reflection and transmission are always per cent.
  const fraction = quantity === 'reflectance' || quantity === 'transmittance'
  return {
    table: asFractions(name, table, quantity, fraction ? '%' : '', say),
    quantity,
    title: name,
    instrumentation: serial,
    created: createdOf(source),
  }
}

function xmlIn(bytes: Uint8Array, name: string): string {
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(bytes, {
      filter: ({ name: part, originalSize }) => /^ps_\d+\.xml$/i.test(part) && originalSize <= MOST_BYTES,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badFile({ name }, `It cannot be unpacked: ${reason}.`, 'Save the spectrum again.')
  }
  const [part] = Object.keys(files).sort()
  const content = part === undefined ? undefined : files[part]
  if (content) return new TextDecoder('utf-8').decode(content)
  throw badFile({ name }, 'It is a zip without a spectrum (ps_....xml) in it.', 'Choose a .ProcSpec file.')
}

function numbersOf(element: XmlElement | undefined, name: string): Float64Array {
  const doubles = element?.children.filter((child) => child.name === 'double') ?? []
  return Float64Array.from(doubles, ({ text }) => {
    const value = numberOf(text)
    if (value !== undefined) return value
    throw badFile({ name }, `${shown(text)} is not a finite number.`, 'Save the spectrum again.')
  })
}

function createdOf(source: XmlElement): string {
  const ms = numberOf(childOf(childOf(source, 'acquisitionTime'), 'milliTime')?.text ?? '')
  return ms !== undefined && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : ''
}
