import type { Driver, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import { serialLine } from '../links/serial-line.ts'
import { requireGood, spectrolinoLink } from '../links/spectrolino-link.ts'
import { findSpeed, RS232_ADAPTERS, RS232_BAUD_RATES } from '../links/spectrolino-speed.ts'
import { unlessStranger } from '../problems.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import {
  calibrateWhite,
  filterOf,
  filterRow,
  HEAD_AXIS,
  identifyHead,
  setUpHead,
  spectrumOf,
  withColour,
} from './spectrolino-head.ts'

const PRODUCT = 'Spectrolino'
const MEASURE_MS = 12_000
/** Its parameters: harmless to ask, and answered by nothing else. */
const PARAMETERS = [0x00]

/** The driver that waits `measureMs` for a measurement. */
export const spectrolinoDriver = (measureMs: number): Driver => ({
  family: 'spectrolino',
  product: PRODUCT,
  roles: ['reference'],
  match: { serialAdapter: RS232_ADAPTERS, baudRates: RS232_BAUD_RATES, tcp: true },
  uncertain: 'How far from its tile a surface may be to be refused as white.',

  async open(link, io): Promise<OpenDevice> {
    try {
      const line = serialLine(PRODUCT, link)
      const head = spectrolinoLink(line, PARAMETERS, [0x0b])
      await findSpeed(line, io, (budget) => filterOf(head, budget))
      // The end of a measurement that a former program began would pass for the end of the white calibration.
      await head.resync(io.signal)
      const identity = await identifyHead(head, budgetOf(io))
      await setUpHead(head, budgetOf(io))
      await calibrateWhite(head, budgetOf({ ...io, deadlineMs: io.deadlineMs + measureMs }))
      const single = lane(link, (signal) => head.resync(signal))
      return {
        identity,
        reference: {
          axis: HEAD_AXIS,
          quantity: 'reflectance',
          measure: (measureIo) =>
            single.run(
              measureIo,
              async (budget) => {
                const quick = (): Budget => budgetOf(budget.step(measureIo.deadlineMs))
                const slow = budgetOf(budget.step(measureIo.deadlineMs + measureMs))
                requireGood('The measurement', await head.outcome([0x20], slow), 0)
                const answer = await head.ask([0xb8, 0x09, 0x00], [0xb9, 0x09, 0x00], quick())
                return withColour(head, spectrumOf(answer, 3), quick())
              },
              () => measureMs + 2 * measureIo.deadlineMs,
            ),
        },
        settings: (settingsIo) =>
          single.run(settingsIo, async (budget) => [
            await filterRow(head, budget),
            { name: 'White', required: 'its own tile', readBack: 'calibrated at connecting', ok: true },
            { name: 'Bands', required: '36', readBack: String(HEAD_AXIS.bands), ok: true },
          ]),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw unlessStranger(PRODUCT, error)
    }
  },
})

/**
 * GretagMacbeth Spectrolino in the hand, on RS-232: reflectance, 36 bands, 380 to 730 nm. It calibrates its white when
 * it is connected, so it must lie on its own tile then; on anything else that it can tell from it, it is refused.
 */
export const spectrolino = spectrolinoDriver(MEASURE_MS)
