import { asRadiance } from '../../contract/spectrum.ts'
import type { Axis } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { Driver } from '../device.ts'
import { fetchAgain, lineDialogue } from '../links/line-dialogue.ts'
import type { LineDialogue } from '../links/line-dialogue.ts'
import { violation } from '../problems.ts'
import { meterNumber } from '../protocols/ascii-lines.ts'
import { photoResearchFields } from '../protocols/photo-research.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { openMeter, settingRow } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'
import { fetchSpectrum } from './photo-research-spectrum.ts'
import { luminanceAgrees, tristimulusOf } from './radiance-check.ts'

/**
 * Photo Research PR-650: 9600 8N1, 380 to 780 nm in 4 nm. It listens only if it is spoken to within a few seconds of
 * power-on. Source: the dialogue of an open client (PsychoPy's Photo Research package). Of the XYZ line only quality
 * and luminance are known for sure, so X and Z are computed here from the spectrum. It tells neither model nor serial
 * number: whoever answers like it is taken for it.
 */
const AXIS: Axis = { fromNm: 380, toNm: 780, bands: 101 }
const PRODUCT = 'Photo Research PR-650'
const BAUD_RATES = [9_600]
/** Lens 1, SI units, one reading. */
const SET_UP = 's01,,,,,,01,1'
const LUMINANCE_FIELD = 2

async function command(dialogue: LineDialogue, text: string, budget: Budget): Promise<void> {
  const fields = photoResearchFields(text, await dialogue.ask(text, budget))
  if (fields.length > 0) throw violation(`"${fields.join(',').slice(0, 40)}" is no reply to ${text}.`)
}

async function fetchReading(
  dialogue: LineDialogue,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const fields = photoResearchFields('d2', await dialogue.ask('d2', budget, firstMs))
  const luminance = meterNumber(fields[LUMINANCE_FIELD] ?? '')
  const values = await fetchSpectrum(dialogue, 'd5', AXIS, budget, firstMs)
  if (!luminanceAgrees(values, AXIS, luminance))
    throw violation(
      `The spectrum and its luminance (${luminance.toPrecision(4)} cd/m2) disagree: characters were lost, or it is not set to SI units.`,
    )
  return { quantity: 'radiance', axis: AXIS, values: asRadiance(values), xyz: tristimulusOf(values, AXIS) }
}

async function begin(stream: ByteStream, io: Io, patience: MeterPatience): Promise<Meter> {
  const dialogue = lineDialogue(stream, { end: '\n', pauseMs: patience.pauseMs })
  const hello = (budget: Budget): Promise<void> => command(dialogue, 'b1', budget)
  await dialogue.quiet(io.signal)
  await hello(budgetOf(io))
  await command(dialogue, SET_UP, budgetOf(io))
  return {
    identity: { model: PRODUCT, serial: '', firmware: 'not told' },
    resync: (signal) => dialogue.resync(hello, patience.measureMs, signal),
    async settings(budget) {
      await hello(budget)
      await command(dialogue, SET_UP, budget)
      return [
        settingRow('Remote mode', 'on', 'on'),
        settingRow('Set-up', 'lens 1, SI units, one reading', 'lens 1, SI units, one reading'),
        settingRow('Values', String(AXIS.bands), String(AXIS.bands)),
      ]
    },
    reference: (run) => ({
      axis: AXIS,
      quantity: 'radiance',
      measure: (measureIo) =>
        run(measureIo, async (budget) => {
          const { deadlineMs } = measureIo
          // A cheap question first: a silent instrument shows at once, not after the longest measurement.
          await hello(budgetOf(budget.step(deadlineMs)))
          await command(dialogue, 'm0', budget)
          return fetchAgain(dialogue, budget, () => fetchReading(dialogue, budget, deadlineMs))
        }),
    }),
  }
}

/** The driver with another patience than the meter's own. */
export const pr650Driver = (patience: MeterPatience): Driver => ({
  family: 'pr-650',
  product: PRODUCT,
  roles: ['reference'],
  match: { baudRates: BAUD_RATES, tcp: true },
  uncertain:
    'The columns of its XYZ line beyond the luminance and its error numbers come from one open client.',
  open: (link, io) => openMeter(PRODUCT, patience, link, (stream) => begin(stream, io, patience)),
})

/** Photo Research PR-650. A measurement takes up to 30 s; 0.1 s between commands. */
export const pr650: Driver = pr650Driver({ measureMs: 30_000, pauseMs: 100 })
