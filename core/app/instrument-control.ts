import type { InstrumentControl, SessionControl } from '../../contract/control.ts'
import { CUSUM_LIMIT, controlLimit, controlSigma, cumulativeSums } from '../../spectra/control-chart.ts'
import { mean } from '../../spectra/metrics.ts'
import type { AppContext } from './context.ts'
import { instrumentsOf } from './training-data.ts'

const WEIGHT = 0.2
const WIDTH = 3
/** Pairs of a session that has no control patches. */
const FIRST_PAIRS = 12

/**
 * How a spectrometer drifts from session to session against its reference: the mean lightness difference of raw
 * reading and reference on the control patches, as exponentially weighted average and as cumulative sums. A slow drift
 * crosses the sums first, a jump the average. The corrected value is left out: a new model would hide what it corrects.
 */
export function instrumentControl({ options, derived }: AppContext, instrument: string): InstrumentControl {
  const { store } = options
  const sessions = store
    .listSessions()
    .reverse()
    .filter(({ id, pairs }) => pairs > 0 && instrumentsOf(store, id).instrument === instrument)
  const seen = sessions.flatMap(({ id, started }) => {
    const controls = store.controlPairs(id)
    const pairs = controls.length > 0 ? controls : store.pairTable(id).slice(0, FIRST_PAIRS)
    const differences = pairs.flatMap((pair) => {
      const colours = derived.pair(pair)?.colours
      return colours ? [colours.spectrometer.lab[0] - colours.reference.lab[0]] : []
    })
    return differences.length === 0 ? [] : [{ session: id, started, value: mean(differences) }]
  })
  const first = seen[0]?.value ?? 0
  const values = seen.map(({ value }) => value - first)
  const sigma = controlSigma(values)
  const ewmaLimit = controlLimit({ weight: WEIGHT, width: WIDTH, sigma })
  const { above, below } = cumulativeSums(values, sigma)
  let ewma = 0
  const points = seen.map(({ session, started }, i): SessionControl => {
    const deltaL = values[i] ?? 0
    ewma = WEIGHT * deltaL + (1 - WEIGHT) * ewma
    const sums = { above: above[i] ?? 0, below: below[i] ?? 0 }
    const outside = Math.abs(ewma) > ewmaLimit || Math.max(sums.above, sums.below) > CUSUM_LIMIT
    return { session, started, deltaL, ewma, ...sums, outside }
  })
  return { points, sigma, ewmaLimit, cusumLimit: CUSUM_LIMIT }
}
