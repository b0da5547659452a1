import type { Driver } from '../device.ts'
import { lineDialogue } from '../links/line-dialogue.ts'
import { violation } from '../problems.ts'
import { cs100aFields, xyzOfChromaticity } from '../protocols/cs100a.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { acceptedRow, helloAtOpen, openMeter } from './meter.ts'
import type { Meter, MeterPatience } from './meter.ts'

/**
 * Konica Minolta CS-100A: luminance and chromaticity, no spectrum. 4800 baud, 7 data bits, even parity, 2 stop bits.
 * It listens only when it was switched on with F held. A first measurement in the dark makes it stop listening.
 * Source: PsychoPy's Minolta package. It tells neither model nor serial number: whoever answers like it is taken for it.
 */
const PRODUCT = 'Konica Minolta CS-100A'
const BAUD_RATES = [4_800]
/** Absolute values by the maker's own calibration. */
const ABSOLUTE = 'MDS,04'

async function begin(
  stream: ByteStream,
  io: Io,
  patience: Omit<MeterPatience, 'identifyMs'>,
): Promise<Meter> {
  const dialogue = lineDialogue(stream, { end: '\r\n', pauseMs: patience.pauseMs })
  const hello = async (budget: Budget): Promise<void> => {
    if (cs100aFields(ABSOLUTE, await dialogue.ask(ABSOLUTE, budget)).length > 0)
      throw violation('A reading came where a setting was made.')
  }
  // A measurement may still run for a program that has gone: it hears nothing meanwhile, and its answer must not be
  // taken for this one.
  await dialogue.resync(hello, { ...helloAtOpen(io), silences: 2 })
  return {
    identity: { model: PRODUCT, serial: '', firmware: 'not told' },
    resync: (signal) => dialogue.resync(hello, { signal, patienceMs: patience.measureMs }),
    async settings(budget) {
      await hello(budget)
      return [
        acceptedRow('Remote mode', 'on'),
        acceptedRow('Values', 'absolute'),
        acceptedRow('Difference to a target', 'off'),
      ]
    },
    reference: (run) => ({
      quantity: 'tristimulus',
      measure: (measureIo) =>
        run(measureIo, async (budget) => {
          await hello(budgetOf(budget.step(measureIo.deadlineMs)))
          const xyz = xyzOfChromaticity(cs100aFields('MES', await dialogue.ask('MES', budget)))
          return { quantity: 'tristimulus', xyz, unit: 'cd/m2' }
        }),
    }),
  }
}

/** The driver with another patience than the meter's own. */
export const cs100aDriver = (patience: Omit<MeterPatience, 'identifyMs'>): Driver => ({
  family: 'cs-100a',
  product: PRODUCT,
  roles: ['reference'],
  match: {
    baudRates: BAUD_RATES,
    framing: { dataBits: 7, parity: 'even', stopBits: 2 },
    tcp: true,
  },
  uncertain: 'It does not tell its model: an LS-100 answers alike until the first reading.',
  open: (link, io) => openMeter(PRODUCT, patience, link, (stream) => begin(stream, io, patience)),
})

/** Konica Minolta CS-100A. A measurement takes up to 5 s; 0.1 s around each command. */
export const cs100a: Driver = cs100aDriver({ measureMs: 5_000, pauseMs: 200 })
