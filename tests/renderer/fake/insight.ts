import type { InstrumentControl } from '../../../contract/control.ts'
import type { ModelInsight, RecalibrationForecast } from '../../../contract/insight.ts'
import { WAVELENGTHS } from './spectra.ts'

/** A model that draws a little from the neighbours of each band. */
export function insight(): ModelInsight {
  const bands = WAVELENGTHS.length
  const response = Float64Array.from({ length: bands * bands }, (_, at) => {
    const apart = (at % bands) - Math.floor(at / bands)
    return 0.9 * Math.exp(-((apart / 2) ** 2)) - 0.2 * Math.exp(-((apart / 9) ** 2))
  })
  const width = (factor: number): Float64Array =>
    Float64Array.from(WAVELENGTHS, (nm) => factor * (0.003 + 0.01 * Math.exp(-(((nm - 380) / 12) ** 2))))
  return {
    wavelengthNm: Float64Array.from(WAVELENGTHS),
    response,
    interval: { dark: width(0.7), middle: width(1), bright: width(1.3) },
    domain: { low: 0.71, high: 1.42 },
  }
}

/** A recalibration that wins back most of a drift with twelve patches. */
export const forecast = (): RecalibrationForecast => ({
  drift: '0.3 nm, 0.5 % stray light and 0.0015 zero offset',
  calibrated: { rmse: 0.00165, dE00: 0.141 },
  drifted: { rmse: 0.00297, dE00: 0.284 },
  points: [
    { patches: 4, rmse: 0.00214, dE00: 0.198 },
    { patches: 8, rmse: 0.00192, dE00: 0.161 },
    { patches: 12, rmse: 0.00181, dE00: 0.15 },
    { patches: 24, rmse: 0.00179, dE00: 0.149 },
  ],
  judgedOn: 200,
})

/** Nine sessions of an instrument that drifts in the last of them. */
export function control(): InstrumentControl {
  const values = [0, 0.03, -0.02, 0.04, 0.01, -0.03, 0.02, 0.01, 0.31]
  let ewma = 0
  const points = values.map((deltaL, i) => {
    ewma = 0.2 * deltaL + 0.8 * ewma
    const started = new Date(Date.now() - (9 - i) * 86_400_000).toISOString()
    return { session: i + 1, started, deltaL, ewma, above: i === 8 ? 5.4 : 0.2, below: 0, outside: i === 8 }
  })
  return { points, sigma: 0.05, ewmaLimit: 0.05, cusumLimit: 5 }
}
