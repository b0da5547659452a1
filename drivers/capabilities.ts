import type { Axis, PixelCounts, Radiance, Reflectance, Triple } from '../contract/spectrum.ts'
import type { Io } from './transports/transport.ts'

/** Settings of one exposure: time per scan and how many scans are averaged. */
export interface Exposure {
  readonly integrationMs: number
  readonly scans: number
}

/** One averaged reading of an array detector. `counts` has one value per pixel, dark included. */
export interface PixelFrame {
  readonly counts: PixelCounts
  readonly exposure: Exposure
}

/** An array spectrometer: sets an exposure, reads frames. */
export interface Spectrometer {
  /** Wavelength of every pixel in nm, from the coefficients stored in the device; strictly ascending. */
  readonly wavelengthNm: Float64Array
  /** Full scale of the converter; a pixel at or above 98 % of it is saturated. */
  readonly maxCounts: number
  readonly integrationLimitsMs: readonly [number, number]
  /** Linearity polynomial c stored in the device, validated: linear = counts / (c0 + c1 counts + c2 counts^2 ...), dark subtracted. Absent where the device has none. */
  readonly linearity?: readonly number[]
  /** Sets and reads back; the first frame exposed under the old settings is discarded. @throws Problem READBACK */
  expose(exposure: Exposure, io: Io): Promise<Exposure>
  /** `io.deadlineMs` counts on top of the exposure itself. */
  readFrame(io: Io): Promise<PixelFrame>
}

/** One reading of a calibrated reference: radiance (emission instruments) or reflectance, on its own axis. */
export type ReferenceReading =
  | { readonly quantity: 'radiance'; readonly axis: Axis; readonly values: Radiance; readonly xyz: Triple }
  | {
      readonly quantity: 'reflectance'
      readonly axis: Axis
      readonly values: Reflectance
      readonly xyz: Triple
    }

/** One reading of an instrument that has no spectrum: tristimulus values, Y in `unit` (luminance or illuminance). */
export interface TristimulusReading {
  readonly quantity: 'tristimulus'
  readonly xyz: Triple
  readonly unit: 'cd/m2' | 'lx'
}

/** A calibrated spectroradiometer or spectrophotometer. */
export interface SpectralReference {
  readonly axis: Axis
  readonly quantity: 'radiance' | 'reflectance'
  /** `io.deadlineMs` counts on top of the time the instrument itself needs to measure. `xyz` of a radiance is absolute (Y in cd/m2). */
  measure(io: Io): Promise<ReferenceReading>
}

/** A colorimeter of three filters: good for comparing spots, no spectrum can be corrected from it. */
export interface TristimulusReference {
  readonly quantity: 'tristimulus'
  /** `io.deadlineMs` counts on top of the time the instrument itself needs to measure. */
  measure(io: Io): Promise<TristimulusReading>
}

/** A calibrated instrument in the role of the reference. */
export type Colorimeter = SpectralReference | TristimulusReference

/** A motorised XY table, positions in mm. */
export interface Stage {
  home(io: Io): Promise<void>
  /** Resolves when motion has ended; `io.deadlineMs` counts on top of the travel. @throws Problem STAGE_ALARM */
  moveTo(xMm: number, yMm: number, io: Io): Promise<void>
  position(io: Io): Promise<{ readonly xMm: number; readonly yMm: number }>
}

/** A lamp that the instrument switches: with it a dark reading needs no lid. */
export interface Lamp {
  /** Sets and reads back; resolves when the light is as asked. @throws Problem READBACK */
  setLamp(on: boolean, io: Io): Promise<void>
}
