import type { SettingRow } from '../../contract/instrument.ts'
import type { Driver, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import { obpLink } from '../links/obp-link.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { float, uint } from '../links/obp-values.ts'
import { wireOf } from '../links/wire.ts'
import { describeObp } from '../protocols/obp.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, UsbPipe } from '../transports/transport.ts'
import { arraySpectrometer } from './array-spectrometer.ts'
import type { ArraySpectrometer } from './array-spectrometer.ts'
import { obpCommands } from './obp-commands.ts'
import { integrationMsOf, obpFacts } from './obp-facts.ts'
import type { ObpFacts } from './obp-facts.ts'
import { obpLamp } from './obp-lamp.ts'
import { obpModels } from './obp-models.ts'
import type { ObpModel } from './obp-models.ts'
import { settingRow as row } from './setting-row.ts'

/** Bulk endpoints 0x01 and 0x81. */
const ENDPOINT = 1
/** Reading out a detector and averaging, generously. */
const READOUT_MS = 20
const BITS_PER_BYTE = 10

/** Time to read one spectrum out and send it: over a serial line that takes seconds. */
function readoutMsOf(link: ByteStream | UsbPipe, { baudRates, pixels, spectrum }: ObpModel): number {
  const isSerial = link.kind === 'stream' && link.setBaudRate !== undefined
  const baud = baudRates?.[0]
  if (!isSerial || baud === undefined) return READOUT_MS
  return READOUT_MS + (1000 * BITS_PER_BYTE * (pixels * spectrum.pixelBytes + 128)) / baud
}

/** What protocol 1.1 lets us ask. */
async function reported(
  obp: ObpLink,
  facts: ObpFacts,
  { exposure, block }: ArraySpectrometer,
  budget: Budget,
): Promise<SettingRow[]> {
  const integrationMs = await integrationMsOf(obp, budget)
  const triggerReply = await obp.queryIfOffered('getTriggerMode', budget)
  const trigger = triggerReply && uint(triggerReply, 1, 'trigger mode')
  const scans = await obp.queryIfOffered('getScansToAverage', budget)
  const temperature = await obp.queryIfOffered('getTemperature', budget, Uint8Array.of(0))
  return [
    row('Integration time', `${exposure.integrationMs} ms`, `${integrationMs} ms`),
    ...(trigger === undefined
      ? []
      : [row('Trigger', 'free running', trigger === 0 ? 'free running' : `mode ${trigger}`)]),
    ...(scans
      ? [row('Averages in the device', String(block), String(uint(scans, 2, 'number of scans')))]
      : []),
    row('Checksum', 'MD5', facts.summed ? 'MD5' : 'none'),
    ...(temperature
      ? [row('Temperature', 'any', `${float(temperature, 'temperature').toFixed(1)} degC`, true)]
      : []),
  ]
}

async function settingRows(
  obp: ObpLink,
  model: ObpModel,
  facts: ObpFacts,
  spectrometer: ArraySpectrometer,
  budget: Budget,
): Promise<SettingRow[]> {
  return [
    ...(model.version === '1.1'
      ? await reported(obp, facts, spectrometer, budget)
      : [row('Integration time', `${spectrometer.exposure.integrationMs} ms`, 'not reported', true)]),
    row('Pixels', String(model.pixels), String(facts.wavelengthNm.length)),
    row('Linearity', 'stored and plausible', facts.linearity ? 'stored and plausible' : 'none'),
  ]
}

/** The driver of one model: USB, its serial line where it has one, and TCP (its own, or a serial server's). */
export const oceanObpDriver = (model: ObpModel): Driver => ({
  family: model.family,
  product: model.product,
  roles: ['spectrometer'],
  match: { usb: [model.usb], tcp: true, ...(model.baudRates && { baudRates: model.baudRates }) },
  describe: describeObp,

  async open(link, io): Promise<OpenDevice> {
    const wire = wireOf(link, ENDPOINT)
    const obp = obpLink(wire, model.version)
    try {
      // A killed program leaves its answers in the device (seabreeze #284, #239).
      await wire.drain(io.signal)
      const facts = await obpFacts(obp, model, readoutMsOf(link, model), io)
      const single = lane(link, (signal) => obp.resync(signal))
      const spectrometer = arraySpectrometer(obpCommands(obp, model), single, facts)
      const lamp =
        model.version === '1.1'
          ? await obpLamp(obp, single, budgetOf(io), spectrometer.spoilFrame)
          : undefined
      return {
        identity: facts.identity,
        spectrometer,
        ...(lamp && { lamp }),
        settings: (settingsIo) =>
          single.run(settingsIo, (budget) => settingRows(obp, model, facts, spectrometer, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw error
    }
  },
})

/** One driver for each spectrometer of the Ocean Binary Protocol. */
export const oceanObp: readonly Driver[] = obpModels.map(oceanObpDriver)
