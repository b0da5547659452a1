import type { LineEndpoint } from '../transports/transport.ts'
import type { WiredUsb } from './line-usb.ts'
import type { ObpInstrument } from './obp-models.ts'
import { obpUsb } from './obp-usb.ts'
import { oceanObp } from './ocean-obp.ts'
import { oceanUsb } from './ocean-usb.ts'
import type { OoiInstrument } from './ooi-models.ts'
import { ooiUsb } from './ooi-usb.ts'
import { PIXEL_NM } from './optics.ts'
import { pixelView } from './pixel-view.ts'
import type { PixelArray } from './pixel-view.ts'
import type { SpectrometerView } from './spectrometer-view.ts'
import type { Surroundings } from './surroundings.ts'

type Maker = (surroundings: Surroundings) => { readonly line: LineEndpoint; readonly usb: WiredUsb }

/** The eye of the scene was made for one detector; any other looks through it. */
function viewOf({ scene }: Surroundings, array: PixelArray): SpectrometerView {
  const isEyes = array.words === PIXEL_NM.length && array.lastLit - array.firstLit === PIXEL_NM.length - 1
  return isEyes ? scene : pixelView(scene, array, scene.unit.dark)
}

/** What every unit of a family is made of, whatever protocol it speaks. */
function unitOf<Instrument extends PixelArray>(around: Surroundings, instrument: Instrument) {
  const { serial, pace, faults } = around
  const ignoresTime = (): boolean => faults.troubles.has('time-stuck')
  return { instrument, view: viewOf(around, instrument), serial, pace, ignoresTime }
}

/** Makes a spectrometer of the Ocean Binary Protocol over the scene. */
export const obpSimulator =
  (instrument: ObpInstrument): Maker =>
  (around) => {
    const { faults } = around
    const line = faults.line(oceanObp(unitOf(around, instrument)))
    return { line, usb: obpUsb(line, faults, instrument) }
  }

/** Makes one of the older Ocean Optics spectrometers over the scene. */
export const ooiSimulator =
  (instrument: OoiInstrument): Maker =>
  (around) => {
    const { faults } = around
    const line = faults.line(oceanUsb(unitOf(around, instrument)))
    return { line, usb: ooiUsb(line, faults, instrument) }
  }
