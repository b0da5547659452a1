import type { SettingRow } from '../../contract/instrument.ts'
import { asReflectance } from '../../contract/spectrum.ts'
import type { Axis, Triple } from '../../contract/spectrum.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import { colourWeights, xyzOf } from '../../spectra/colour.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { Identity } from '../device.ts'
import { requireGood } from '../links/spectrolino-link.ts'
import type { SpectrolinoLink } from '../links/spectrolino-link.ts'
import { refused, violation, wrongDevice } from '../problems.ts'
import { fixedText, floats, RESULT_ERRORS } from '../protocols/spectrolino.ts'
import type { Budget } from '../transports/deadline.ts'

/** Reflectance factor in bands of 10 nm. */
export const HEAD_AXIS: Axis = { fromNm: 380, toNm: 730, bands: 36 }
/** ANSI A, absolute white, D65, 2 degrees: the colour that is compared with the spectrum. */
const PARAMETERS = [0x16, 0x01, 0x01, 0x02, 0x00]
const REFLECTION = [0x4d, 0x9b]
/** White reference measurement that warns when the tile is not the tile; 13 = done. */
const WHITE = [0x22, 0x09, 0x07]
const WHITE_DONE = 0x13
const SPECTRUM_BYTES = 4 * HEAD_AXIS.bands
/** It weighs in 10 nm steps by its own table; a lost character is worse than that. */
const XYZ_TOLERANCE = 1.5

const WEIGHTS = colourWeights(axisWavelengths(HEAD_AXIS))

/** Who the head is, and that it measures what this driver reads. @throws Problem WRONG_DEVICE */
export async function identifyHead(link: SpectrolinoLink, budget: Budget): Promise<Identity> {
  // name 18, serial 2, software 2, date 10, type 1, first nm 2, bands 2, step 2
  const said = await link.ask([0x2b], [0x31], budget)
  if (said.length < 39) throw violation(`An identity of ${said.length} bytes arrived, 39 belong to it.`)
  const view = new DataView(said.buffer, said.byteOffset, said.length)
  const u16 = (at: number): number => view.getUint16(at, true)
  const [first, bands, step] = [u16(33), u16(35), u16(37)]
  if (first !== HEAD_AXIS.fromNm || bands !== HEAD_AXIS.bands || step !== 10)
    throw wrongDevice('Spectrolino', `a head with ${bands} bands of ${step} nm from ${first} nm`)
  return {
    model: fixedText(said.subarray(0, 18)),
    serial: String(u16(18)),
    firmware: String(u16(20)),
  }
}

async function confirmed(link: SpectrolinoLink, request: readonly number[], budget: Budget): Promise<void> {
  const [low = 0, high = 0] = await link.ask(request, [0x1f], budget)
  if ((low | (high << 8)) !== 0)
    throw refused(
      'A setting of the Spectrolino',
      `it reports ${low | (high << 8)}`,
      'Take the filter off, then connect it again.',
    )
}

/** Reflection, absolute, D65, 2 degrees. */
export async function setUpHead(link: SpectrolinoLink, budget: Budget): Promise<void> {
  await confirmed(link, REFLECTION, budget)
  await confirmed(link, PARAMETERS, budget)
}

/** The white calibration; the head must lie on its tile. @throws Problem DEVICE_REFUSED */
export async function calibrateWhite(link: SpectrolinoLink, budget: Budget): Promise<void> {
  requireGood('White calibration', await link.outcome(WHITE, budget), WHITE_DONE)
}

/** The filter in front of the head, 1 = none. */
export async function filterOf(link: SpectrolinoLink, budget: Budget): Promise<number> {
  return (await link.ask([0x00], [0x0b], budget))[4] ?? 0
}

/** The row of the settings table that says which filter is in front of the head: none is wanted. */
export async function filterRow(link: SpectrolinoLink, budget: Budget): Promise<SettingRow> {
  const filter = await filterOf(link, budget)
  const ok = filter === 1
  return { name: 'Filter', required: 'none', readBack: ok ? 'none' : `number ${filter}`, ok }
}

/**
 * A spectrum answer without its head, as reflectance: 36 floats, then valid, then (after `skip` bytes) the error word.
 * @throws Problem PROTOCOL_VIOLATION, DEVICE_REFUSED
 */
export function spectrumOf(answer: Uint8Array, skip: number): Float64Array {
  if (answer.length !== SPECTRUM_BYTES + 1 + skip + 2)
    throw violation(
      `A spectrum of ${answer.length} bytes arrived, ${SPECTRUM_BYTES + 3 + skip} belong to it.`,
    )
  const values = floats(answer, 0, HEAD_AXIS.bands)
  const valid = answer[SPECTRUM_BYTES]
  const word = (answer.at(-2) ?? 0) | ((answer.at(-1) ?? 0) << 8)
  if (valid !== 1 || (word & RESULT_ERRORS) !== 0)
    throw refused(
      'The measurement',
      'it calls its own result invalid',
      'Check the sample, then measure again.',
    )
  if (!values.every((value) => value > -0.1 && value < 3))
    throw violation('A spectrum arrived that is no reflectance.')
  return values
}

/** The reading with the colour the head computed itself: a text line has no checksum, two answers that agree are one. */
export async function withColour(
  link: SpectrolinoLink,
  values: Float64Array,
  budget: Budget,
): Promise<ReferenceReading> {
  const answer = await link.ask([0xba, 0x09, 0x04], [0xbb, 0x09, 0x04], budget)
  if (answer.length < 12) throw violation(`A colour of ${answer.length} bytes arrived.`)
  const [x = NaN, y = NaN, z = NaN] = floats(answer, 0, 3)
  const xyz: Triple = [x, y, z]
  const own = xyzOf(values, WEIGHTS)
  if (!own.every((value, i) => Math.abs(value - (xyz[i] ?? NaN)) <= XYZ_TOLERANCE))
    throw violation(
      `The spectrum and its XYZ (${xyz.map((value) => value.toFixed(1)).join(', ')}) disagree: characters were lost.`,
    )
  return { quantity: 'reflectance', axis: HEAD_AXIS, values: asReflectance(values), xyz }
}
