import type { CalibrationRecord, CalibrationStore } from './store/interface.ts'

/** The wavelengths of a unit's pixels: as calibrated here, else as the instrument itself tells. */
export type UnitAxis = (family: string, serial: string, own: Float64Array) => Float64Array

/** Wavelength axes of serial numbers, read once from the store; the same axis is always the same array. */
export class UnitAxes {
  readonly #store: CalibrationStore
  readonly #known = new Map<string, CalibrationRecord | undefined>()

  constructor(store: CalibrationStore) {
    this.#store = store
  }

  /** An axis of another length than the detector has belongs to another mode of it and is left aside. */
  of(family: string, serial: string, own: Float64Array): Float64Array {
    const key = `${family} ${serial}`
    if (!this.#known.has(key)) this.#known.set(key, this.#store.calibrationOf(family, serial))
    const calibrated = this.#known.get(key)?.wavelengthNm
    return calibrated?.length === own.length ? calibrated : own
  }

  /** Stores a calibration and uses it from the next frame on. */
  keep(calibration: CalibrationRecord): void {
    this.#store.insertCalibration(calibration)
    this.#known.set(
      `${calibration.family} ${calibration.serial}`,
      calibration.wavelengthNm === null ? undefined : calibration,
    )
  }
}
