import type { SettingRow } from '../../contract/instrument.ts'
import type { TristimulusReference } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import { wireOf } from '../links/wire.ts'
import type { Wire } from '../links/wire.ts'
import { exposureProblem, readback, refused, violation, wrongDevice } from '../problems.ts'
import {
  answersAnother,
  COLORHUG,
  COLORHUG_ERROR,
  COLORHUG_REPORT_BYTES,
  colorhugErrorText,
  decodeColorhug,
  encodeColorhug,
  packedFloat,
} from '../protocols/colorhug.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io, UsbPipe } from '../transports/transport.ts'
import { adjustableOf, choiceKnob } from './knobs.ts'

const PRODUCT = 'ColorHug'
const HUGHSKI = 0x273f
/** The firmware of ColorHug and ColorHug2; boot loaders have other ids and measure nothing. */
const IDS = [
  { vendorId: HUGHSKI, productId: 0x1001 },
  { vendorId: HUGHSKI, productId: 0x1004 },
]
/** A HID interface has no numbered pair of pipes; one will do. */
const ENDPOINT = 1
/** Whole frequency of the sensor, and about 200 ms of it. */
const FULL_SCALE = 3
const INTEGRAL = 0x7500
/** Which of its calibrations a reading uses: the factory's, for no light in particular, or one of its map (ColorHug.h). */
const CALIBRATIONS = new Map([
  ['factory', 0],
  ['LCD', 64],
  ['CRT', 65],
  ['projector', 66],
  ['LED', 67],
])
/** Dark samples take long. */
const MEASURE_MS = 30_000

function problemOf(error: number): Error {
  if (error === COLORHUG_ERROR.overflow)
    return exposureProblem('SATURATED', 'The colorimeter was overexposed.', 'Less light, or move it away.')
  if (error === COLORHUG_ERROR.underflow)
    return exposureProblem(
      'LEVEL_LOW',
      'The colorimeter was underexposed.',
      'Check the lamp and where it is aimed.',
    )
  return refused('The ColorHug', colorhugErrorText(error), 'Unplug it and plug it in again.')
}

/** One request and its reply of `dataBytes`. What the instrument was still busy with is answered first, and passed over. */
async function ask(
  wire: Wire,
  command: number,
  args: readonly number[],
  dataBytes: number,
  budget: Budget,
): Promise<DataView> {
  let report = await wire.exchange(encodeColorhug(command, args), COLORHUG_REPORT_BYTES, budget)
  while (answersAnother(report, command)) report = await wire.receive(COLORHUG_REPORT_BYTES, budget.step())
  const reply = decodeColorhug(report, command, dataBytes)
  if ('error' in reply) throw problemOf(reply.error)
  return reply.data
}

async function firmwareOf(wire: Wire, budget: Budget): Promise<string> {
  const data = await ask(wire, COLORHUG.getFirmware, [], 6, budget)
  return [0, 2, 4].map((at) => data.getUint16(at, true)).join('.')
}

async function begin(wire: Wire, io: Io): Promise<Identity> {
  const firmware = await firmwareOf(wire, budgetOf(io))
  const hardware = (await ask(wire, COLORHUG.getHardware, [], 1, budgetOf(io))).getUint8(0)
  const serial = (await ask(wire, COLORHUG.getSerial, [], 4, budgetOf(io))).getUint32(0, true)
  await ask(wire, COLORHUG.setLeds, [0, 0, 0, 0], 0, budgetOf(io))
  await ask(wire, COLORHUG.setMultiplier, [FULL_SCALE], 0, budgetOf(io))
  await ask(wire, COLORHUG.setIntegral, [INTEGRAL & 0xff, INTEGRAL >> 8], 0, budgetOf(io))
  const integral = await integralOf(wire, budgetOf(io))
  if (integral !== INTEGRAL) throw readback('The integral time', String(INTEGRAL), String(integral))
  return { model: hardware === 2 ? 'ColorHug2' : PRODUCT, serial: String(serial), firmware }
}

const integralOf = async (wire: Wire, budget: Budget): Promise<number> =>
  (await ask(wire, COLORHUG.getIntegral, [], 2, budget)).getUint16(0, true)

const referenceOf = (
  wire: Wire,
  run: <T>(io: Io, job: (budget: Budget) => Promise<T>, extraMs: () => number) => Promise<T>,
  measureMs: number,
  calibration: () => number,
): TristimulusReference => ({
  quantity: 'tristimulus',
  measure: (io) =>
    run(
      io,
      async (budget) => {
        const data = await ask(wire, COLORHUG.readXyz, [calibration(), 0], 12, budget)
        const [x, y, z] = [packedFloat(data, 0), packedFloat(data, 4), packedFloat(data, 8)]
        if (y < 0) throw violation(`A luminance of ${y.toFixed(2)} cd/m2 arrived.`)
        return { quantity: 'tristimulus', xyz: [x, y, z], unit: 'cd/m2' }
      },
      () => measureMs,
    ),
})

async function settingRows(wire: Wire, calibration: string, budget: Budget): Promise<SettingRow[]> {
  const multiplier = (await ask(wire, COLORHUG.getMultiplier, [], 1, budget)).getUint8(0)
  const integral = await integralOf(wire, budget)
  const row = (name: string, required: number, readBack: number): SettingRow => ({
    name,
    required: String(required),
    readBack: String(readBack),
    ok: required === readBack,
  })
  return [
    row('Frequency scale', FULL_SCALE, multiplier),
    row('Integral time', INTEGRAL, integral),
    // Named in every request: there is nothing to read back.
    { name: 'Calibration', required: calibration, readBack: calibration, ok: true },
  ]
}

/** The driver that waits `measureMs` for a reading. */
export const colorhugDriver = (measureMs: number): Driver => ({
  family: 'colorhug',
  product: PRODUCT,
  roles: ['reference'],
  match: { hid: IDS },
  uncertain: 'Which values of the hardware version belong to which model, and short reports of old firmware.',

  async open(link, io): Promise<OpenDevice> {
    try {
      if (link.kind !== 'usb') throw wrongDevice(PRODUCT, 'a serial line')
      const wire = wireOf(link satisfies UsbPipe, ENDPOINT)
      // A killed program leaves its reply in the queue of the system.
      await wire.drain(io.signal)
      const identity = await begin(wire, io)
      const single = lane(link, async (signal) => {
        await wire.drain(signal)
        await firmwareOf(wire, budgetOf({ signal, deadlineMs: 2_000 }))
      })
      let calibration = 0
      const word = (): string => [...CALIBRATIONS].find(([, index]) => index === calibration)?.[0] ?? ''
      const run = <T>(runIo: Io, job: (budget: Budget) => Promise<T>, extraMs?: () => number): Promise<T> =>
        single.run(runIo, job, extraMs)
      const knob = choiceKnob({ id: 'calibration', name: 'Calibration' }, CALIBRATIONS, async (index) => {
        calibration = index
      })
      return {
        identity,
        reference: referenceOf(wire, run, measureMs, () => calibration),
        adjustable: adjustableOf(run, [knob]),
        settings: (settingsIo) => run(settingsIo, (budget) => settingRows(wire, word(), budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw error
    }
  },
})

/**
 * Hughski ColorHug and ColorHug2 over HID: tristimulus values of light (Y in cd/m2) through three filters, by the
 * calibration of the factory.
 */
export const colorhug = colorhugDriver(MEASURE_MS)
