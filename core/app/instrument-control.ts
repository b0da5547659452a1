import type { InstrumentControl, SessionControl } from '../../contract/control.ts'
import { chartHistory, controlSigma } from '../../spectra/control-chart.ts'
import { mean } from '../../spectra/metrics.ts'
import type { AppContext } from './context.ts'
import { instrumentsOf } from './training-data.ts'

/** Pairs of a session that has no control patches. */
const FIRST_PAIRS = 12

/**
 * How a spectrometer drifts from session to session against its reference: the mean lightness difference of raw
 * reading and reference on the control patches, as exponentially weighted average and as cumulative sums. The corrected value is left out: a new model would hide what it corrects.
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
  const values = seen.map(({ value }) => value)
  const { points, ...limits } = chartHistory(values, values[0] ?? 0, controlSigma(values))
  return {
    ...limits,
    points: seen.flatMap(({ session, started }, i): SessionControl[] => {
      const point = points[i]
      if (!point) return []
      const { deviation: deltaL, ...rest } = point
      return [{ session, started, deltaL, ...rest }]
    }),
  }
}
