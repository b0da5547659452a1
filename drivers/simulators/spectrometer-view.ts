/** What the detector of a simulated spectrometer sees. */
export interface SpectrometerView {
  /** Polynomial pixel -> nm as stored in the device, float32 values. */
  readonly wavelengthCoefficients: readonly number[]
  /** Averaged counts of every pixel, dark included, from 0 to the full scale of its converter. */
  spectrum(exposure: {
    readonly integrationMs: number
    readonly scans: number
    readonly lampOn: boolean
  }): ArrayLike<number>
}
