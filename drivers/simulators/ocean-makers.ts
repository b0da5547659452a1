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

const deafTo =
  ({ faults }: Surroundings) =>
  (): boolean =>
    faults.troubles.has('time-stuck')

/** Makes a spectrometer of the Ocean Binary Protocol over the scene. */
export const obpSimulator =
  (instrument: ObpInstrument): Maker =>
  (around) => {
    const { serial, pace, faults } = around
    const [view, ignoresTime] = [viewOf(around, instrument), deafTo(around)]
    const line = faults.line(oceanObp({ instrument, view, serial, pace, ignoresTime }))
    return { line, usb: obpUsb(line, faults, instrument) }
  }

/** Makes one of the older Ocean Optics spectrometers over the scene. */
export const ooiSimulator =
  (instrument: OoiInstrument): Maker =>
  (around) => {
    const { serial, pace, faults } = around
    const [view, ignoresTime] = [viewOf(around, instrument), deafTo(around)]
    const line = faults.line(oceanUsb({ instrument, view, serial, pace, ignoresTime }))
    return { line, usb: ooiUsb(line, faults, instrument) }
  }
