import type { Driver } from '../device.ts'
import { cl200aLink } from '../links/cl200a-link.ts'
import { cl200aTriple } from '../protocols/cl200a.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { openMeter, settingRow } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'

/**
 * Konica Minolta CL-200A: X, Y, Z of the light that falls on its receptor, in lx; no spectrum. Over USB it is a
 * virtual port whose line settings do not matter. Source: open clients of the instrument. Not known from there: 7E1
 * (the maker's default, used here) or 8N1 on a real serial line. It tells neither model nor serial number: whoever
 * answers like it is taken for it.
 */
const PRODUCT = 'Konica Minolta CL-200A'
const BAUD_RATES = [9_600]
const HOLD = '99551  0'
const EXTERNAL = '004010  '
const TAKE = '994021  '
const READ_XYZ = '00011200'
/** What it needs after a frame that it answers, as a share of the time after one that it does not answer. */
const AFTER_ANSWER = 0.35

async function begin(stream: ByteStream, io: Io, patience: MeterPatience): Promise<Meter> {
  const settleMs = patience.pauseMs
  const link = cl200aLink(stream)
  await link.quiet(io.signal)
  await link.hello(budgetOf(io))
  return {
    identity: { model: PRODUCT, serial: '', firmware: 'not told' },
    resync: (signal) => link.resync(signal),
    async settings(budget) {
      await link.hello(budget)
      return [
        settingRow('PC mode', 'on', 'on'),
        settingRow('Receptor', '00', '00'),
        settingRow('Quantity', 'X, Y, Z in lx', 'X, Y, Z in lx'),
      ]
    },
    reference: (run) => ({
      quantity: 'tristimulus',
      measure: (measureIo) =>
        run(measureIo, async (budget) => {
          const { deadlineMs } = measureIo
          await link.hello(budgetOf(budget.step(deadlineMs)))
          await link.tell(HOLD, budget, settleMs)
          await link.ask(EXTERNAL, budget, deadlineMs)
          await link.tell(TAKE, budget, settleMs * AFTER_ANSWER + settleMs)
          const xyz = cl200aTriple(await link.ask(READ_XYZ, budget))
          return { quantity: 'tristimulus', xyz, unit: 'lx' }
        }),
    }),
  }
}

/** The driver with another patience than the meter's own. */
export const cl200aDriver = (patience: MeterPatience): Driver => ({
  family: 'cl-200a',
  product: PRODUCT,
  roles: ['reference'],
  match: {
    baudRates: BAUD_RATES,
    framing: { dataBits: 7, parity: 'even', stopBits: 1 },
    tcp: true,
  },
  uncertain: 'Line settings (7E1 or 8N1) on RS-232 are not confirmed, and it does not tell its model.',
  open: (link, io) => openMeter(PRODUCT, patience, link, (stream) => begin(stream, io, patience)),
})

/** Konica Minolta CL-200A. It needs half a second after each frame that it does not answer. */
export const cl200a: Driver = cl200aDriver({ measureMs: 8_000, pauseMs: 500 })
