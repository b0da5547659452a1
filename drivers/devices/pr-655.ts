import { asRadiance } from '../../contract/spectrum.ts'
import type { Axis, Triple } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { Driver, Identity } from '../device.ts'
import { fetchAgain, lineDialogue } from '../links/line-dialogue.ts'
import type { LineDialogue } from '../links/line-dialogue.ts'
import { isProblem, violation, wrongDevice } from '../problems.ts'
import { meterNumber } from '../protocols/ascii-lines.ts'
import { photoResearchFields } from '../protocols/photo-research.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { openMeter, settingRow } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'
import { fetchSpectrum } from './photo-research-spectrum.ts'
import { agree } from './radiance-check.ts'

/**
 * Photo Research PR-655 and PR-670: USB CDC, the rate is ignored. Source: the dialogue of an open client (PsychoPy's
 * Photo Research package). Not known from there: the end of a command (LF is sent), the numbers of its errors, what
 * the two lines before a spectrum say, and its firmware version.
 */
const AXES = {
  'PR-655': { fromNm: 380, toNm: 780, bands: 101 },
  'PR-670': { fromNm: 380, toNm: 780, bands: 201 },
} as const satisfies Record<string, Axis>
/** Models that speak this dialogue. */
export type Pr655Model = keyof typeof AXES
const productOf = (model: Pr655Model): string => `Photo Research ${model}`
const BAUD_RATES = [9_600]
const IDENTIFY_MS = 1_000
/** It answers PHOTO within 10 s. */
const REMOTE_MS = 10_000

const askModel = async (dialogue: LineDialogue, budget: Budget): Promise<string> => {
  const [model = ''] = photoResearchFields('D111', await dialogue.ask('D111', budget))
  return model
}

/** In remote mode already, or brought there: only then it says who it is. */
async function identify(dialogue: LineDialogue, io: Io, model: Pr655Model): Promise<string> {
  try {
    return await askModel(dialogue, budgetOf({ ...io, deadlineMs: Math.min(io.deadlineMs, IDENTIFY_MS) }))
  } catch (error) {
    if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')) throw error
    await dialogue.quiet(io.signal)
  }
  const budget = budgetOf({ ...io, deadlineMs: Math.min(io.deadlineMs, REMOTE_MS) })
  await dialogue.send('PHOTO', budget, true)
  const reply = await dialogue.line(budget, 'reply to PHOTO')
  if (!reply.includes('REMOTE MODE')) throw wrongDevice(productOf(model), `"${reply.trim().slice(0, 40)}"`)
  return askModel(dialogue, budgetOf(io))
}

async function fetchReading(
  dialogue: LineDialogue,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const [, x = '', y = '', z = '', ...more] = photoResearchFields(
    'D2',
    await dialogue.ask('D2', budget, firstMs),
  )
  if (more.length > 0) throw violation('More than X, Y and Z came in reply to D2.')
  const xyz: Triple = [meterNumber(x), meterNumber(y), meterNumber(z)]
  const values = await fetchSpectrum(dialogue, 'D5', axis, budget, firstMs)
  if (!agree(values, axis, xyz))
    throw violation(
      `The spectrum and its XYZ (${xyz.map((value) => value.toPrecision(4)).join(', ')}) disagree: characters were lost, or it is not set to SI units.`,
    )
  return { quantity: 'radiance', axis, values: asRadiance(values), xyz }
}

async function begin(stream: ByteStream, io: Io, model: Pr655Model, patience: MeterPatience): Promise<Meter> {
  const axis = AXES[model]
  const dialogue = lineDialogue(stream, { end: '\n', oneByOne: true, pauseMs: patience.pauseMs })
  await dialogue.quiet(io.signal)
  const said = await identify(dialogue, io, model)
  if (said !== model) throw wrongDevice(productOf(model), `"${said.slice(0, 40)}"`)
  const askSerial = async (budget: Budget): Promise<string> =>
    photoResearchFields('D110', await dialogue.ask('D110', budget))[0] ?? ''
  const identity: Identity = {
    model: productOf(model),
    serial: await askSerial(budgetOf(io)),
    firmware: 'not told',
  }
  const hello = async (budget: Budget): Promise<void> => {
    if ((await askModel(dialogue, budget)) !== model)
      throw violation('Something else than its name came back.')
  }
  return {
    identity,
    resync: (signal) => dialogue.resync(hello, patience.measureMs, signal),
    async settings(budget) {
      await hello(budget)
      return [
        settingRow('Remote mode', 'on', 'on'),
        settingRow('Serial number', identity.serial, await askSerial(budget)),
        settingRow('Values', String(axis.bands), String(axis.bands)),
      ]
    },
    reference: (run) => ({
      axis,
      quantity: 'radiance',
      measure: (measureIo) =>
        run(measureIo, async (budget) => {
          const { deadlineMs } = measureIo
          // A cheap question first: a silent instrument shows at once, not after the longest measurement.
          await hello(budgetOf(budget.step(deadlineMs)))
          photoResearchFields('M0', await dialogue.ask('M0', budget))
          return fetchAgain(dialogue, budget, () => fetchReading(dialogue, axis, budget, deadlineMs))
        }),
    }),
  }
}

/** The driver of one model with another patience than the meter's own. */
export const pr655Driver = (model: Pr655Model, patience: MeterPatience): Driver => ({
  family: model.toLowerCase(),
  product: productOf(model),
  roles: ['reference'],
  match: { baudRates: BAUD_RATES, tcp: true },
  uncertain: 'The end of its commands, its error numbers and its firmware version come from one open client.',
  open: (link, io) =>
    openMeter(productOf(model), patience, link, (stream) => begin(stream, io, model, patience)),
})

/** A measurement takes up to 30 s; 0.1 s between commands. */
const PATIENCE: MeterPatience = { measureMs: 30_000, pauseMs: 100 }

/** Photo Research PR-655, 101 values in 4 nm. */
export const pr655: Driver = pr655Driver('PR-655', PATIENCE)
/** Photo Research PR-670, 201 values in 2 nm. */
export const pr670: Driver = pr655Driver('PR-670', PATIENCE)
