import { isoTime } from '../async.ts'
import type { Kit, Piece } from './kit.ts'
import { ask } from './kit.ts'
import { moveToPatch } from './place.ts'
import { benchDrifted } from './problems.ts'
import { readPair } from './read-pair.ts'
import type { ScanState } from './scan-state.ts'
import { takeWhite } from './take-references.ts'

/**
 * Reads the control patch whose turn it is. When the average leaves its limits the bench has drifted: a new
 * white is taken, by the stage itself or by the operator.
 */
export async function* controlReading(kit: Kit, state: ScanState): Piece {
  const { controls } = state
  const patch = controls[state.controlReadings % controls.length]
  if (!patch) return
  const pairs = state.sinceControl
  state.sinceControl = 0
  yield { type: 'step', name: 'control', detail: patch.name, patch: patch.id, index: 0, total: 0 }
  if (kit.motorised) yield* moveToPatch(kit, patch)
  else {
    const text = `Control reading: place both probes on ${patch.id} again.`
    const answer = yield* ask(kit, {
      ask: 'place-patch',
      patch: patch.id,
      text,
      answers: ['measure', 'skip', 'stop'],
    })
    if (answer === 'skip') return
  }
  const { spectrometer, reference } = yield* readPair(kit, patch, 1, ['control'])
  const { session, store } = kit
  const at = isoTime(kit.clock)
  store.commitPair({
    session,
    patch: patch.id,
    spectrometer,
    reference,
    verdict: 'accepted',
    control: true,
    at,
  })
  state.controlReadings++
  const derived = state.parts.derived.readings(spectrometer, reference)
  const lightness = derived?.colours?.spectrometer.lab[0]
  if (lightness === undefined) return
  const reading = { patch: patch.id, lightness, pair: state.done, white: derived?.whites[0] }
  const point = state.series.add(reading)
  if (!point) return
  yield { type: 'control', point }
  if (!point.outside) return
  const problem = benchDrifted(point.ewma, state.series.limit, pairs)
  kit.references.drift = problem.data.happened
  yield { type: 'problem', problem: problem.data }
  yield* takeWhite(kit, false)
}
