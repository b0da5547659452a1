import { asRadiance } from '../../contract/spectrum.ts'
import type { Axis, Triple } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { fetchAgain } from '../links/line-dialogue.ts'
import { isProblem, violation } from '../problems.ts'
import { jetiNumber } from '../protocols/jeti.ts'
import type { Budget } from '../transports/deadline.ts'
import { agree } from './radiance-check.ts'

const HEADING_LINES = 2

/** Two headings, one value per nm, an empty line. */
async function fetchSpectrum(
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<Float64Array> {
  const lines = await jeti.fetch('*fetch:sprad', HEADING_LINES + axis.bands + 1, budget, firstMs)
  if (lines.at(-1)?.trim() !== '')
    throw violation('The spectrum does not end where it should: a line was lost or is too many.')
  return Float64Array.from(lines.slice(HEADING_LINES, -1), jetiNumber)
}

function labelled(text: string, name: string, label: RegExp): number {
  const value = label.exec(text)?.[1]
  if (value === undefined) throw violation(`"${text.slice(0, 40)}" came where ${name} was expected.`)
  return jetiNumber(value)
}

/** Old firmware does not know *fetch:XYZ: luminance and chromaticity say the same. */
async function fetchFromChromaticity(jeti: JetiLink, budget: Budget): Promise<Triple> {
  const [photo = ''] = await jeti.fetch('*fetch:PHOTOmetric', 1, budget)
  const [chrom = ''] = await jeti.fetch('*fetch:CHROMXY', 1, budget)
  const luminance = labelled(photo, 'the luminance', /:\s*(\S+)\s*$/)
  const x = labelled(chrom, 'the chromaticity', /Chrom_x:\s*(\S+)/i)
  const y = labelled(chrom, 'the chromaticity', /Chrom_y:\s*(\S+)/i)
  return xyzOf(luminance, x, y)
}

const xyzOf = (luminance: number, x: number, y: number): Triple =>
  y > 0 ? [(luminance * x) / y, luminance, (luminance * (1 - x - y)) / y] : [0, luminance, 0]

async function fetchXyz(jeti: JetiLink, budget: Budget, firstMs: number): Promise<Triple> {
  try {
    const [x = '', y = '', z = ''] = await jeti.fetch('*fetch:XYZ', 3, budget, firstMs)
    return [
      labelled(x, 'X', /^\s*X:\s*(\S+)/i),
      labelled(y, 'Y', /^\s*Y:\s*(\S+)/i),
      labelled(z, 'Z', /^\s*Z:\s*(\S+)/i),
    ]
  } catch (error) {
    if (isProblem(error, 'DEVICE_REFUSED')) return fetchFromChromaticity(jeti, budget)
    throw error
  }
}

function checked(values: Float64Array, axis: Axis, xyz: Triple): ReferenceReading {
  if (!agree(values, axis, xyz)) {
    throw violation(
      `The spectrum and its XYZ (${xyz.map((value) => value.toPrecision(4)).join(', ')}) disagree: characters were lost.`,
    )
  }
  return { quantity: 'radiance', axis, values: asRadiance(values), xyz }
}

async function fetchOnce(
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const values = await fetchSpectrum(jeti, axis, budget, firstMs)
  return checked(values, axis, await fetchXyz(jeti, budget, firstMs))
}

/** Lines "380 1.234E-03", one per nm. */
function labelledValues(lines: readonly string[], axis: Axis): Float64Array {
  return Float64Array.from(lines, (line, i) => {
    const [nm = '', value = '', ...more] = line.trim().split(/[ \t]+/)
    if (more.length > 0 || jetiNumber(nm) !== axis.fromNm + i)
      throw violation(`"${line.slice(0, 40)}" stands where ${axis.fromNm + i} nm belongs.`)
    return jetiNumber(value)
  })
}

async function fetchSpectravalOnce(
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const [photo = ''] = await jeti.fetch('*calc:PHOTOmetric', 1, budget, firstMs)
  const [chroma = ''] = await jeti.fetch('*calc:CHROMXY', 1, budget, firstMs)
  const [x = NaN, y = NaN, ...more] = chroma.trim().split(/ +/).map(jetiNumber)
  if (Number.isNaN(y) || more.length > 0) throw violation(`"${chroma.slice(0, 40)}" is no chromaticity.`)
  await jeti.set('*para:form 2', budget)
  const lines = await jeti.fetchBlock('*calc:sprad', axis.bands, budget, firstMs)
  return checked(labelledValues(lines, axis), axis, xyzOf(jetiNumber(photo), x, y))
}

/** The result of the last measurement of a spectraval; fetched again as that of a specbos. */
export const fetchSpectravalReading = (
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> =>
  fetchAgain(jeti, budget, () => fetchSpectravalOnce(jeti, axis, budget, firstMs))

/**
 * The result of the last measurement. A fetch that lost characters is asked for again: the result stays in the
 * instrument until the next measurement. `firstMs` = longest wait for the first line of each fetch.
 * @throws Problem PROTOCOL_VIOLATION, DEVICE_TIMEOUT, DEVICE_REFUSED
 */
export const fetchReading = (
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> => fetchAgain(jeti, budget, () => fetchOnce(jeti, axis, budget, firstMs))
