import type { TristimulusReading } from '../capabilities.ts'
import type { Driver } from '../device.ts'
import { kleinLink, kleinText } from '../links/klein-link.ts'
import type { KleinLink } from '../links/klein-link.ts'
import { wrongDevice } from '../problems.ts'
import { isKleinRange, kleinNumber, kleinProblem } from '../protocols/klein.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { openMeter, settingRow } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'

/**
 * Klein K-10, K-10A and KV-10A colorimeters: FTDI adapter inside, 9600 8N1. XYZ in cd/m2 with the matrix that the
 * instrument has chosen; no spectrum. Source: the dialogue of the ArgyllCMS driver, whose spotread reads the simulator.
 */
const PRODUCT = 'Klein K10-A'
const MODELS = ['K-10', 'K-10-A', 'KV-10-A']
const ADAPTERS = [{ vendorId: 0x0403, productId: 0x6001 }]
const BAUD_RATES = [9_600]
const NAME_CHARACTERS = 7
const NUMBER_BYTES = 3
/** The automatic range follows the light from reading to reading. */
const RANGE_ATTEMPTS = 4

async function identify(klein: KleinLink, budget: Budget): Promise<{ model: string; serial: string }> {
  const data = await klein.good('P0', budget)
  const model = kleinText(data, 0, NAME_CHARACTERS)
  if (!MODELS.includes(model)) throw wrongDevice(PRODUCT, `"${model}"`)
  return { model, serial: kleinText(data, NAME_CHARACTERS, data.length) }
}

async function read(klein: KleinLink, budget: Budget, deadlineMs: number): Promise<TristimulusReading> {
  // The aiming lights would be measured. Its status means nothing here.
  await klein.ask('L0', budget, deadlineMs)
  for (let attempt = 1; ; attempt++) {
    const { data, status } = await klein.ask('N5', budget)
    if (status !== '0' && (!isKleinRange(status) || attempt === RANGE_ATTEMPTS))
      throw kleinProblem('N5', status)
    if (status !== '0') continue
    const [x, y, z] = [0, 1, 2].map((i) => kleinNumber(data, i * NUMBER_BYTES))
    return { quantity: 'tristimulus', xyz: [x ?? 0, y ?? 0, z ?? 0], unit: 'cd/m2' }
  }
}

async function begin(stream: ByteStream, io: Io): Promise<Meter> {
  const klein = kleinLink(stream)
  await klein.quiet(io.signal)
  await klein.resync(io.signal)
  const { model, serial } = await identify(klein, budgetOf(io))
  const firmware = kleinText(await klein.good('P2', budgetOf(io)), 0, 8)
  await klein.good('J8', budgetOf(io))
  return {
    identity: { model: `Klein ${model}`, serial, firmware },
    resync: (signal) => klein.resync(signal),
    async settings(budget) {
      await klein.ask('L0', budget)
      await klein.good('J8', budget)
      const found = await identify(klein, budget)
      return [
        settingRow('Serial number', serial, found.serial),
        settingRow('Aiming lights', 'off', 'off'),
        settingRow('Range', 'automatic', 'automatic'),
      ]
    },
    reference: (run) => ({
      quantity: 'tristimulus',
      measure: (measureIo) => run(measureIo, (budget) => read(klein, budget, measureIo.deadlineMs)),
    }),
  }
}

/** The driver with another patience than the meter's own. */
export const kleinDriver = (patience: Pick<MeterPatience, 'measureMs'>): Driver => ({
  family: 'klein-k10',
  product: PRODUCT,
  roles: ['reference'],
  match: { serialAdapter: ADAPTERS, baudRates: BAUD_RATES, tcp: true },
  uncertain: 'The matrix it multiplies with is the one chosen on the instrument; it is not read back.',
  open: (link, io) => openMeter(PRODUCT, patience, link, (stream) => begin(stream, io)),
})

/** Klein K-10A. A reading takes half a second, a dark one longer. */
export const kleinK10: Driver = kleinDriver({ measureMs: 10_000 })
