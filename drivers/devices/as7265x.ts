import { asPixelCounts } from '../../contract/spectrum.ts'
import type { SettingRow } from '../../contract/instrument.ts'
import type { Exposure, Lamp, PixelFrame, Spectrometer } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { atLink } from '../links/at-link.ts'
import type { AtLink } from '../links/at-link.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { serialLine } from '../links/serial-line.ts'
import { badRequest, isProblem, readback, violation, wrongDevice } from '../problems.ts'
import { ASCENDING, AT_MAX_COUNTS, channelsOf, WIRE_NM } from '../protocols/as7265x.ts'
import { budgetOf, pause } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'

const PRODUCT = 'AS7265x triad'
/** The board has no USB: it hangs on any serial module. */
const ADAPTERS = [
  { vendorId: 0x1a86, productId: 0x7523 },
  { vendorId: 0x10c4, productId: 0xea60 },
  { vendorId: 0x0403, productId: 0x6001 },
]
const BAUD_RATES = [115_200]
/** Integration time in steps, 1 to 255 of them (ATINTTIME). */
const STEP_MS = 2.8
const MOST_STEPS = 255
/** Both banks of photodiodes are read one after the other. */
const BANKS = 2
/** Gain 16x (ATGAIN=2), all channels continuously (ATTCSMD=2). */
const GAIN = '2'
const MODE = '2'
/** It needs a second after power-up; two are allowed. */
const WAKE_MS = 700
const LAMPS = ['ATLED1', 'ATLED2', 'ATLED3'] as const

const msOf = (steps: number): number => Number((steps * STEP_MS).toFixed(1))
const stepsOf = (integrationMs: number): number =>
  Math.min(MOST_STEPS, Math.max(1, Math.round(integrationMs / STEP_MS)))

async function stepsSet(at: AtLink, budget: Budget): Promise<number> {
  const text = await at.ask('ATINTTIME', budget)
  const steps = /^\d{1,3}$/.test(text) ? Number(text) : NaN
  if (steps >= 1 && steps <= MOST_STEPS) return steps
  throw violation(`"${text.slice(0, 40)}" is no integration time.`)
}

async function setGain(at: AtLink, budget: Budget): Promise<void> {
  await at.ask(`ATGAIN=${GAIN}`, budget)
  const reported = await at.ask('ATGAIN', budget)
  if (reported !== GAIN) throw readback('The gain', GAIN, reported)
}

async function rawChannels(at: AtLink, budget: Budget): Promise<Float64Array> {
  const text = await at.ask('ATDATA', budget)
  const values = channelsOf(text)
  if (values) return values
  throw violation(`"${text.slice(0, 40)}" are no ${WIRE_NM.length} raw values.`)
}

interface Unit {
  steps: number
  readonly spectrometer: Spectrometer
}

function unitOf(at: AtLink, single: Lane, steps: number): Unit {
  let scans = 1
  /** False while a new integration time has been sent and not read back. */
  let known = true
  const cycleMs = (): number => BANKS * msOf(unit.steps)

  const unit: Unit = {
    steps,
    spectrometer: {
      wavelengthNm: Float64Array.from(ASCENDING, (place) => WIRE_NM[place] ?? NaN),
      maxCounts: AT_MAX_COUNTS,
      integrationLimitsMs: [msOf(1), msOf(MOST_STEPS)],
      async expose(wanted, io): Promise<Exposure> {
        if (!(wanted.integrationMs > 0) || !Number.isInteger(wanted.scans) || wanted.scans < 1)
          throw badRequest(
            `${wanted.integrationMs} ms x ${wanted.scans} is no exposure.`,
            `Choose ${msOf(1)} to ${msOf(MOST_STEPS)} ms and at least one scan.`,
          )
        return single.run(io, async (budget) => {
          const asked = stepsOf(wanted.integrationMs)
          if (!known || asked !== unit.steps) {
            known = false
            await at.ask(`ATINTTIME=${asked}`, budget)
            unit.steps = await stepsSet(at, budget)
            known = true
            if (unit.steps !== asked)
              throw readback('The integration time', `${msOf(asked)} ms`, `${msOf(unit.steps)} ms`)
          }
          scans = wanted.scans
          return { integrationMs: msOf(unit.steps), scans }
        })
      },
      readFrame: (io) =>
        single.run(
          io,
          async (budget): Promise<PixelFrame> => {
            if (!known) {
              unit.steps = await stepsSet(at, budgetOf(budget.step(io.deadlineMs)))
              known = true
            }
            const exposure = { integrationMs: msOf(unit.steps), scans }
            // It measures all the time and ATDATA tells the last result: the one under way began before this call.
            await pause(cycleMs(), budget.signal)
            let sum = new Float64Array(WIRE_NM.length)
            for (let scan = 0; scan < scans; scan++) {
              await pause(cycleMs(), budget.signal)
              const values = await rawChannels(at, budgetOf(budget.step(io.deadlineMs)))
              sum = sum.map((value, i) => value + (values[i] ?? NaN))
            }
            return { counts: asPixelCounts(sum.map((value) => value / scans)), exposure }
          },
          // A timer may be late by some milliseconds each time.
          () => (scans + 1) * (cycleMs() + 20) + scans * io.deadlineMs,
        ),
    },
  }
  return unit
}

/** The three lamps of the board, white, infrared and ultraviolet, together. They are not read back: the light tells. */
const lampOf = (at: AtLink, single: Lane): Lamp => ({
  setLamp: (on, io) =>
    single.run(io, async (budget) => {
      for (const lamp of LAMPS) await at.ask(`${lamp}=${on ? 100 : 0}`, budget)
    }),
})

async function settingRows(at: AtLink, unit: Unit, budget: Budget): Promise<SettingRow[]> {
  const row = (name: string, required: string, readBack: string): SettingRow => ({
    name,
    required,
    readBack,
    ok: required === readBack,
  })
  const steps = await stepsSet(at, budget)
  const gain = await at.ask('ATGAIN', budget)
  const temperature = await at.ask('ATTEMP', budget)
  return [
    row('Integration time', `${msOf(unit.steps)} ms`, `${msOf(steps)} ms`),
    row('Gain', '16x', gain === GAIN ? '16x' : `step ${gain}`),
    { name: 'Temperature of the chips', required: 'any', readBack: `${temperature} degC`, ok: true },
  ]
}

/** Wording of the versions is not certain: whatever it says is shown as it is. */
async function identify(at: AtLink, io: Io): Promise<Identity> {
  await at.wake(io.signal, Math.min(io.deadlineMs, WAKE_MS))
  const software = await at.ask('ATVERSW', budgetOf(io))
  // A modem answers AT as well; eighteen channels only this one has.
  await rawChannels(at, budgetOf(io))
  return {
    model: PRODUCT,
    // It has no serial number; its kind stands for it, so that no model of another kind is applied to it.
    serial: 'AS7265x',
    firmware: software === '' ? 'not told' : software,
  }
}

/**
 * ams AS7265x (SparkFun Triad) on a serial module: 18 photodiodes with filters of 20 nm, 410 to 940 nm. It is no
 * continuous spectrum.
 */
export const as7265x = {
  family: 'as7265x',
  product: PRODUCT,
  roles: ['spectrometer'],
  match: { serialAdapter: ADAPTERS, baudRates: BAUD_RATES, tcp: true },
  uncertain:
    'The wording of ATVERSW and ATTEMP; whether its converter saturates below 65535 with short times.',

  async open(link, io): Promise<OpenDevice> {
    try {
      const at = atLink(serialLine(PRODUCT, link))
      const identity = await identify(at, io)
      await at.ask(`ATTCSMD=${MODE}`, budgetOf(io))
      await setGain(at, budgetOf(io))
      const single = lane(link, (signal) => at.resync(signal))
      const unit = unitOf(at, single, await stepsSet(at, budgetOf(io)))
      const lamp = lampOf(at, single)
      await lamp.setLamp(true, io)
      return {
        identity,
        spectrometer: unit.spectrometer,
        lamp,
        settings: (settingsIo) => single.run(settingsIo, (budget) => settingRows(at, unit, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw isProblem(error, 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')
        ? wrongDevice(PRODUCT, error.data.happened.replace(/\.$/, ''))
        : error
    }
  },
} satisfies Driver
