import type { SettingRow } from '../../contract/instrument.ts'
import type { Lamp } from '../capabilities.ts'
import type { Driver, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { ooiLink } from '../links/ooi-link.ts'
import type { OoiLink } from '../links/ooi-link.ts'
import { readback } from '../problems.ts'
import { describeOoi, ooiCommand, ooiInformation, ooiSpectrum, ooiStatus } from '../protocols/ooi.ts'
import { OOI_SLOT } from '../protocols/ooi-memory.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import { arraySpectrometer } from './array-spectrometer.ts'
import type { ArrayCommands, ArraySpectrometer } from './array-spectrometer.ts'
import { ooiFacts } from './ooi-facts.ts'
import type { OoiFacts } from './ooi-facts.ts'
import { ooiModels } from './ooi-models.ts'
import type { OoiModel } from './ooi-models.ts'
import { settingRow as row } from './setting-row.ts'

/** The first counts on the scale that ends where the detector is full, as its linearity was calibrated. */
function scaled(words: Uint16Array, { pixels, scale, maxCounts }: OoiFacts): Float64Array {
  const counts = new Float64Array(pixels)
  for (let i = 0; i < pixels; i++) {
    const count = (words[i] ?? 0) * scale
    counts[i] = count > maxCounts ? maxCounts : count
  }
  return counts
}

/** How a model is told its time and asked for frames. */
function commandsOf(ooi: OoiLink, model: OoiModel, facts: OoiFacts): ArrayCommands {
  const question = ooiSpectrum(model.packing)
  return {
    setIntegrationUs: (us, budget) => ooi.tell(ooiCommand.integrationTime(us / model.stepUs), budget),
    ...(model.logic && {
      integrationMs: async (budget) => (await ooi.ask(ooiStatus, budget)).integrationUs / 1000,
    }),
    async frame(budget, dueMs) {
      const words = await ooi.ask(question, budget, dueMs, facts.parts)
      // No sync byte, no sum: only that the next answer is in its place shows that the spectrum was.
      if (!model.packing.sync) await ooi.ask(ooiInformation(OOI_SLOT.serialNumber), budget)
      return facts.scale === 1 ? words : scaled(words, facts)
    },
  }
}

/** The lamp line. It is read back where the model reports its state; whether a lamp hangs on it only the light can tell. */
function lampOf(ooi: OoiLink, model: OoiModel, single: Lane, spoilFrame: () => void): Lamp {
  return {
    setLamp: (on, io) =>
      single.run(io, async (budget) => {
        spoilFrame()
        await ooi.tell(ooiCommand.lamp(on), budget)
        if (model.logic && (await ooi.ask(ooiStatus, budget)).lampOn !== on)
          throw readback('The lamp', on ? 'on' : 'off', on ? 'off' : 'on')
      }),
  }
}

async function settingRows(
  ooi: OoiLink,
  model: OoiModel,
  facts: OoiFacts,
  { exposure }: ArraySpectrometer,
  budget: Budget,
): Promise<SettingRow[]> {
  const asked = `${exposure.integrationMs} ms`
  const status = model.logic ? await ooi.ask(ooiStatus, budget) : undefined
  const { linearity, saturation, wavelengthNm } = facts
  return [
    status
      ? row('Integration time', asked, `${status.integrationUs / 1000} ms`)
      : row('Integration time', asked, 'not reported', true),
    ...(status
      ? [
          row('Trigger', 'free running', status.trigger === 0 ? 'free running' : `mode ${status.trigger}`),
          row('USB speed', 'any', status.highSpeed ? 'high' : 'full', true),
        ]
      : []),
    row('Pixels', String(model.pixels), String(wavelengthNm.length)),
    row('Linearity', 'stored and plausible', linearity ? 'stored and plausible' : 'none'),
    ...(model.gain
      ? [row('Saturation', 'any', saturation === undefined ? 'not stored' : `at ${saturation}`, true)]
      : []),
  ]
}

/** The driver of one model: USB, and the same bytes over TCP (a Jaz on a network, a simulator). */
export const oceanUsbDriver = (model: OoiModel): Driver => ({
  family: model.family,
  product: model.product,
  roles: ['spectrometer'],
  match: { usb: [model.usb], tcp: true },
  describe: describeOoi,

  async open(link, io): Promise<OpenDevice> {
    const { out, answers, spectrum, beginning } = model.endpoints
    const ooi = ooiLink(link, {
      out,
      answers,
      spectrum: beginning ? [spectrum, beginning.endpoint] : [spectrum],
    })
    try {
      const facts = await ooiFacts(ooi, model, link.kind === 'usb', io)
      await ooi.tell(ooiCommand.lamp(true), budgetOf(io))
      const single = lane(link, (signal) => ooi.resync(signal))
      const spectrometer = arraySpectrometer(commandsOf(ooi, model, facts), single, facts)
      return {
        identity: facts.identity,
        spectrometer,
        lamp: lampOf(ooi, model, single, spectrometer.spoilFrame),
        settings: (settingsIo) =>
          single.run(settingsIo, (budget) => settingRows(ooi, model, facts, spectrometer, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw error
    }
  },
})

/** One driver for each of the older Ocean Optics spectrometers. */
export const oceanUsb: readonly Driver[] = ooiModels.map(oceanUsbDriver)
