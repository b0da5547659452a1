import type { SettingRow } from '../../contract/instrument.ts'
import type { Axis } from '../../contract/spectrum.ts'
import type { ReferenceReading } from '../capabilities.ts'
import type { Driver, Identity } from '../device.ts'
import { jetiLink } from '../links/jeti-link.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { isProblem, refused, wrongDevice } from '../problems.ts'
import { jetiValue } from '../protocols/jeti.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { numberKnob } from './knobs.ts'
import type { Knob } from './knobs.ts'
import { openMeter, settingRow } from './meter.ts'

/** JETI instruments are read over the visible range in 1 nm steps, whatever more they can. */
export const JETI_AXIS: Axis = { fromNm: 380, toNm: 780, bands: 401 }
/** FTDI adapters inside them. */
const ADAPTERS = [
  { vendorId: 0x0403, productId: 0x6001 },
  { vendorId: 0x0403, productId: 0x6015 },
]
/** How long it may take to say who it is, when the rate is right. */
const IDENTIFY_MS = 1_000

/** How long a measurement may take; tests shorten it. */
export interface JetiPatience {
  readonly measureMs: number
}

/** What one family of JETI instruments does its own way. */
export interface JetiDialect {
  readonly family: string
  readonly product: string
  /** The rate it leaves the factory with first; the others can be stored in it (*para:baud). */
  readonly baudRates: readonly number[]
  readonly uncertain?: string
  /** The model from the answer to *idn?; undefined where it is none of this family. */
  readonly modelOf: (
    identification: string,
    jeti: JetiLink,
    budget: Budget,
  ) => Promise<string | undefined> | string | undefined
  /** Settings at open, in their order. */
  readonly settings: readonly string[]
  /** Settings that an old firmware of a model may not know. */
  readonly mayRefuse?: (model: string, command: string) => boolean
  /** Calibrated range, nm. */
  readonly range: (jeti: JetiLink, budget: () => Budget) => Promise<readonly [fromNm: number, toNm: number]>
  /** Settings that a measurement needs each time. */
  readonly beforeMeasuring: readonly string[]
  /** Commands without their number: averages in the instrument; the longest exposure of one, ms, and what the driver sets it to. */
  readonly averages: string
  readonly longest: { readonly command: string; readonly initialMs: number; readonly mostMs: number }
  readonly measure: string
  readonly fetch: (jeti: JetiLink, budget: Budget, firstMs: number) => Promise<ReferenceReading>
  /** Rows of the settings table besides range and laser. */
  readonly rows: (jeti: JetiLink, budget: Budget) => Promise<readonly SettingRow[]>
}

async function identify(dialect: JetiDialect, jeti: JetiLink, link: ByteStream, io: Io): Promise<string> {
  const rates = link.setBaudRate ? dialect.baudRates : [0]
  let last: unknown
  for (const rate of rates) {
    await link.setBaudRate?.(rate, io)
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const deadlineMs = Math.min(io.deadlineMs, IDENTIFY_MS)
        const text = await jeti.ask('*idn?', budgetOf({ signal: io.signal, deadlineMs }))
        const model = await dialect.modelOf(text.trim(), jeti, budgetOf(io))
        if (model !== undefined) return model
        throw wrongDevice(dialect.product, `"${text.trim().slice(0, 40)}"`)
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')) throw error
        last = error
        // A measurement may still run for a program that has gone, or half a command wait in its buffer.
        await jeti.abort(io.signal)
      }
    }
  }
  throw last
}

const covers = ([fromNm, toNm]: readonly [number, number]): boolean =>
  fromNm <= JETI_AXIS.fromNm && toNm >= JETI_AXIS.toNm

async function checkRange(dialect: JetiDialect, jeti: JetiLink, io: Io): Promise<void> {
  const range = await dialect.range(jeti, () => budgetOf(io))
  if (covers(range)) return
  throw refused(
    'The range 380 to 780 nm',
    `it is calibrated from ${range[0]} to ${range[1]} nm only`,
    'Use a reference that covers the visible range.',
  )
}

async function laserOff(jeti: JetiLink, budget: Budget): Promise<void> {
  if (jetiValue(await jeti.ask('*contr:laser?', budget)) !== '0') await jeti.set('*contr:laser 0', budget)
}

async function settingRows(dialect: JetiDialect, jeti: JetiLink, budget: Budget): Promise<SettingRow[]> {
  const range = await dialect.range(jeti, () => budget)
  const own = await dialect.rows(jeti, budget)
  const laser = jetiValue(await jeti.ask('*contr:laser?', budget))
  return [
    {
      ...settingRow('Calibrated range', 'covers 380 to 780 nm', `${range[0]} to ${range[1]} nm`),
      ok: covers(range),
    },
    ...own,
    settingRow('Aiming laser', 'off', laser === '0' ? 'off' : 'on'),
  ]
}

async function begin(dialect: JetiDialect, jeti: JetiLink, link: ByteStream, io: Io): Promise<Identity> {
  await jeti.quiet(io.signal)
  const model = await identify(dialect, jeti, link, io)
  const serial = jetiValue(await jeti.ask('*para:spnum?', budgetOf(io)))
  const firmware = jetiValue(await jeti.ask('*vers?', budgetOf(io)))
  for (const command of dialect.settings) {
    try {
      await jeti.set(command, budgetOf(io))
    } catch (error) {
      if (!isProblem(error, 'DEVICE_REFUSED') || dialect.mayRefuse?.(model, command) !== true) throw error
    }
  }
  await checkRange(dialect, jeti, io)
  return { model, serial, firmware }
}

/** More averages than this change nothing that matters and take minutes. */
const MOST_AVERAGES = 20
const SHORTEST_LIMIT_MS = 1_000

/** What a person may change of an instrument, and how long it then measures at most. */
function knobsOf(
  { averages, longest }: JetiDialect,
  jeti: JetiLink,
  patience: JetiPatience,
): { readonly knobs: readonly Knob[]; readonly measureMs: () => number } {
  let times = 1
  let { initialMs: longestMs } = longest
  return {
    knobs: [
      numberKnob(
        { id: 'averages', name: 'Averages', unit: '', initial: times, limits: [1, MOST_AVERAGES] },
        async (value, budget) => {
          await jeti.set(`${averages} ${value}`, budget)
          times = value
        },
      ),
      numberKnob(
        {
          id: 'longest-exposure',
          name: 'Longest exposure',
          unit: 'ms',
          initial: longestMs,
          limits: [SHORTEST_LIMIT_MS, longest.mostMs],
        },
        async (value, budget) => {
          await jeti.set(`${longest.command} ${value}`, budget)
          longestMs = value
        },
      ),
    ],
    measureMs: () => times * (patience.measureMs + Math.max(0, longestMs - longest.initialMs)),
  }
}

/** The driver of one family of JETI instruments. */
export const jetiDriverOf = (dialect: JetiDialect, patience: JetiPatience): Driver => ({
  family: dialect.family,
  product: dialect.product,
  roles: ['reference'],
  match: { serialAdapter: ADAPTERS, baudRates: dialect.baudRates, tcp: true },
  ...(dialect.uncertain === undefined ? {} : { uncertain: dialect.uncertain }),
  open: (link, io) =>
    openMeter(dialect.product, patience, link, async (stream) => {
      const jeti = jetiLink(stream)
      return {
        ...knobsOf(dialect, jeti, patience),
        identity: await begin(dialect, jeti, stream, io),
        resync: (signal) => jeti.resync(signal),
        settings: (budget) => settingRows(dialect, jeti, budget),
        reference: (run) => ({
          axis: JETI_AXIS,
          quantity: 'radiance',
          measure: (measureIo) =>
            run(measureIo, async (budget) => {
              const { deadlineMs } = measureIo
              await laserOff(jeti, budgetOf(budget.step(deadlineMs)))
              for (const command of dialect.beforeMeasuring) await jeti.set(command, budget)
              await jeti.measure(dialect.measure, budget, deadlineMs)
              return dialect.fetch(jeti, budget, deadlineMs)
            }),
        }),
      }
    }),
})
