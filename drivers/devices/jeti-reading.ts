import { asRadiance } from '../../contract/spectrum.ts'
import type { Axis, Triple } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { isProblem, violation } from '../problems.ts'
import { jetiNumber } from '../protocols/jeti.ts'
import type { Budget } from '../transports/deadline.ts'
import { agree } from './radiance-check.ts'

/** It has no flow control: a long reply can lose characters. */
const FETCH_ATTEMPTS = 3
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
  return y > 0 ? [(luminance * x) / y, luminance, (luminance * (1 - x - y)) / y] : [0, luminance, 0]
}

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

async function fetchOnce(
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const values = await fetchSpectrum(jeti, axis, budget, firstMs)
  const xyz = await fetchXyz(jeti, budget, firstMs)
  if (!agree(values, axis, xyz)) {
    throw violation(
      `The spectrum and its XYZ (${xyz.map((value) => value.toPrecision(4)).join(', ')}) disagree: characters were lost.`,
    )
  }
  return { quantity: 'radiance', axis, values: asRadiance(values), xyz }
}

/**
 * The result of the last measurement. A fetch that lost characters is asked for again: the result stays in the
 * instrument until the next measurement. `firstMs` = longest wait for the first line of each fetch.
 * @throws Problem PROTOCOL_VIOLATION, DEVICE_TIMEOUT, DEVICE_REFUSED
 */
export async function fetchReading(
  jeti: JetiLink,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(jeti, axis, budget, firstMs)
    } catch (error) {
      if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION') || attempt === FETCH_ATTEMPTS) throw error
      await jeti.quiet(budget.signal)
    }
  }
}
