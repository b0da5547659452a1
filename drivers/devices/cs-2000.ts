import { asRadiance } from '../../contract/spectrum.ts'
import type { Axis, Triple } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { Driver, Identity } from '../device.ts'
import { fetchAgain, lineDialogue } from '../links/line-dialogue.ts'
import type { LineDialogue } from '../links/line-dialogue.ts'
import { readback, violation, wrongDevice } from '../problems.ts'
import { CS2000_NO_DATA, cs2000Fields, cs2000Numbers } from '../protocols/cs2000.ts'
import { meterNumber } from '../protocols/ascii-lines.ts'
import { budgetOf, pause } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { choiceKnob } from './knobs.ts'
import type { Knob } from './knobs.ts'
import { helloAtOpen, openMeter, settingRow } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'
import { agree } from './radiance-check.ts'

/**
 * Konica Minolta CS-2000 and CS-2000A: 380 to 780 nm in 1 nm, over USB (a CDC port, the rate is ignored) or RS-232.
 * Source: open clients (colour-science specio and others). Not known from there: whether RS-232 needs RTS/CTS, which
 * is not used here; the order of the colorimetric values beyond Z; the firmware version.
 */
const AXIS: Axis = { fromNm: 380, toNm: 780, bands: 401 }
const PRODUCT = 'Konica Minolta CS-2000'
const BAUD_RATES = [115_200]
const MODELS: ReadonlyMap<string, string> = new Map([
  ['1', 'CS-2000'],
  ['2', 'CS-2000A'],
])
/** Values come in four blocks: 380, 480, 580, 680..780 nm. */
const BLOCKS = [100, 100, 100, 101]
/** Le, Lv, X, Y, Z are the first of the colorimetric values. */
const X_FIELD = 2
/** Arguments of SCMS: none; internal, in hundredths of a hertz; external. */
const SYNC = new Map([
  ['none', '0'],
  ['50 Hz', '1,5000'],
  ['60 Hz', '1,6000'],
  ['100 Hz', '1,10000'],
  ['120 Hz', '1,12000'],
  ['external', '2'],
])
/** First argument of SPMS. */
const SPEED = new Map([
  ['normal', '0'],
  ['fast', '1'],
])
/** Last argument of SPMS. */
const FILTER = new Map([
  ['automatic', '2'],
  ['off', '0'],
  ['on', '1'],
])
const NO_DATA_MS = 500
const CANCEL_MS = 500

const command = async (
  dialogue: LineDialogue,
  text: string,
  budget: Budget,
  mostMs?: number,
): Promise<string[]> => cs2000Fields(text, await dialogue.ask(text, budget, mostMs))

/** Asked again while it says that there are no data yet. */
async function fetchFields(
  dialogue: LineDialogue,
  text: string,
  budget: Budget,
  firstMs: number,
): Promise<string[]> {
  for (;;) {
    const line = await dialogue.ask(text, budget, firstMs)
    if (line.trim() !== CS2000_NO_DATA || budget.leftMs() < NO_DATA_MS) return cs2000Fields(text, line)
    await pause(NO_DATA_MS, budget.signal)
  }
}

async function fetchReading(
  dialogue: LineDialogue,
  budget: Budget,
  firstMs: number,
): Promise<ReferenceReading> {
  const blocks: number[] = []
  for (const [block, count] of BLOCKS.entries()) {
    const text = `MEDR,1,0,${block + 1}`
    blocks.push(...cs2000Numbers(text, await fetchFields(dialogue, text, budget, firstMs), count))
  }
  const values = Float64Array.from(blocks)
  const colours = await fetchFields(dialogue, 'MEDR,2,0,0', budget, firstMs)
  const [x = 0, y = 0, z = 0] = [0, 1, 2].map((i) => meterNumber(colours[X_FIELD + i] ?? ''))
  const xyz: Triple = [x, y, z]
  if (!agree(values, AXIS, xyz))
    throw violation(
      `The spectrum and its XYZ (${xyz.map((value) => value.toPrecision(4)).join(', ')}) disagree: characters were lost.`,
    )
  return { quantity: 'radiance', axis: AXIS, values: asRadiance(values), xyz }
}

/** Ends what it measures; whoever comes next empties the line. */
const cancel = (dialogue: LineDialogue, signal: AbortSignal): Promise<void> =>
  dialogue.send('MEAS,0', budgetOf({ signal, deadlineMs: CANCEL_MS }))

/** Accepted with the estimated seconds, finished when a second line comes by itself. */
async function measure(dialogue: LineDialogue, budget: Budget, acceptMs: number): Promise<void> {
  try {
    await command(dialogue, 'MEAS,1', budget, acceptMs)
    const rest = cs2000Fields('MEAS,1', await dialogue.line(budget, 'end of the measurement'))
    if (rest.length > 0) throw violation('Values came where the end of the measurement was expected.')
  } catch (error) {
    // It would go on for minutes, and tell of its end in the middle of the next answer.
    if (budget.signal.aborted) await cancel(dialogue, new AbortController().signal).catch(() => undefined)
    throw error
  }
}

/** What it is set to, as it names it. */
interface Conditions {
  sync: string
  speed: string
  filter: string
}

const speedOf = ({ speed, filter }: Conditions): string => `${speed},${filter}`

/** Sends all of it: speed and filter share a command. */
async function setConditions(dialogue: LineDialogue, wanted: Conditions, budget: Budget): Promise<void> {
  await command(dialogue, `SCMS,${wanted.sync}`, budget)
  await command(dialogue, `SPMS,${speedOf(wanted)}`, budget)
}

async function readBack(dialogue: LineDialogue, budget: Budget): Promise<{ sync: string; speed: string }> {
  const sync = await command(dialogue, 'SCMR', budget)
  const speed = await command(dialogue, 'SPMR', budget)
  return { sync: sync.join(','), speed: speed.join(',') }
}

function knobsOf(dialogue: LineDialogue, now: Conditions): Knob[] {
  const change = async (changed: Partial<Conditions>, budget: Budget): Promise<void> => {
    const wanted = { ...now, ...changed }
    await setConditions(dialogue, wanted, budget)
    const said = await readBack(dialogue, budget)
    if (said.sync !== wanted.sync) throw readback('The synchronisation', wanted.sync, said.sync)
    if (said.speed !== speedOf(wanted)) throw readback('The speed', speedOf(wanted), said.speed)
    Object.assign(now, changed)
  }
  return [
    choiceKnob({ id: 'sync', name: 'Synchronisation' }, SYNC, (sync, budget) => change({ sync }, budget)),
    choiceKnob({ id: 'speed', name: 'Speed' }, SPEED, (speed, budget) => change({ speed }, budget)),
    choiceKnob({ id: 'filter', name: 'Neutral filter' }, FILTER, (filter, budget) =>
      change({ filter }, budget),
    ),
  ]
}

async function identify(dialogue: LineDialogue, budget: Budget): Promise<Identity> {
  await command(dialogue, 'RMTS,1', budget)
  const [name, variant = '', serial] = await command(dialogue, 'IDDR', budget)
  if (name === undefined || serial === undefined) throw violation('No name came in reply to IDDR.')
  const model = MODELS.get(variant)
  if (!name.startsWith('CS-2000') || model === undefined)
    throw wrongDevice(PRODUCT, `"${name} ${variant}"`.slice(0, 40))
  return { model: `Konica Minolta ${model}`, serial, firmware: 'not told' }
}

async function begin(
  stream: ByteStream,
  io: Io,
  patience: Omit<MeterPatience, 'identifyMs'>,
): Promise<Meter> {
  const dialogue = lineDialogue(stream, { end: '\n', pauseMs: patience.pauseMs })
  // A former program may have left it measuring; cancelling when nothing runs does no harm.
  await cancel(dialogue, io.signal)
  let identity: Identity = { model: '', serial: '', firmware: '' }
  const first = async (budget: Budget): Promise<void> => {
    identity = await identify(dialogue, budget)
  }
  await dialogue.resync(first, helloAtOpen(io))
  const now: Conditions = { sync: '0', speed: '0', filter: '2' }
  await setConditions(dialogue, now, budgetOf(io))
  const hello = async (budget: Budget): Promise<void> => {
    const { serial } = await identify(dialogue, budget)
    if (serial !== identity.serial) throw violation('Something else than its name came back.')
  }
  return {
    identity,
    knobs: knobsOf(dialogue, now),
    async resync(signal) {
      await cancel(dialogue, signal)
      await dialogue.resync(hello, { signal, patienceMs: patience.measureMs })
    },
    async settings(budget) {
      const said = await readBack(dialogue, budget)
      const { serial } = await identify(dialogue, budget)
      return [
        settingRow('Synchronisation', now.sync, said.sync),
        settingRow('Speed, neutral filter', speedOf(now), said.speed),
        settingRow('Serial number', identity.serial, serial),
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
          await measure(dialogue, budget, deadlineMs)
          return fetchAgain(dialogue, budget, () => fetchReading(dialogue, budget, deadlineMs))
        }),
    }),
  }
}

/** The driver with another patience than the meter's own. */
export const cs2000Driver = (patience: Omit<MeterPatience, 'identifyMs'>): Driver => ({
  family: 'cs-2000',
  product: PRODUCT,
  roles: ['reference'],
  match: { baudRates: BAUD_RATES, tcp: true },
  uncertain: 'Its dialogue comes from open clients; RTS/CTS on RS-232 and values beyond Z are not confirmed.',
  open: (link, io) => openMeter(PRODUCT, patience, link, (stream) => begin(stream, io, patience)),
})

/** Konica Minolta CS-2000 and CS-2000A. A measurement of a dark sample takes minutes. */
export const cs2000: Driver = cs2000Driver({ measureMs: 130_000, pauseMs: 0 })
