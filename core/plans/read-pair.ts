import type { Patch } from '../../contract/plate.ts'
import { patient } from './kit.ts'
import type { Kit, Piece } from './kit.ts'
import { exposureOf } from './take-references.ts'

/** Readings of one placement: as many of each instrument as replicates were asked for. */
export interface PairReadings {
  readonly spectrometer: readonly number[]
  readonly reference: readonly number[]
  /** Brightest pixel of all, fraction of full scale. */
  readonly level: number
  readonly saturated: number
  readonly integrationMs: number
}

/** A hand holds a probe still for so long per replicate; after that a half pair is read anew. */
const HAND_HOLD_MS = 60_000

/**
 * Reads one patch with both instruments, spectrometer first, without moving in between. An instrument that
 * is lost in the middle is waited for; the half that is there is not read again.
 */
export async function* readPair(
  kit: Kit,
  patch: Patch,
  replicates: number,
  flags: readonly string[] = [],
): Piece<PairReadings> {
  for (;;) {
    const placedMs = kit.clock.now()
    const own = yield* readSpectrometer(kit, patch, replicates, flags)
    const reference = yield* readReference(kit, patch, replicates, flags)
    const held = kit.motorised || kit.clock.now() - placedMs <= HAND_HOLD_MS * replicates
    if (held) return { ...own, reference }
    const detail = 'too long between the two readings, both are read again'
    yield { type: 'step', name: 'placement', detail, patch: patch.id, index: 0, total: 0 }
  }
}

async function* readSpectrometer(
  kit: Kit,
  patch: Patch,
  replicates: number,
  flags: readonly string[],
): Piece<Omit<PairReadings, 'reference'>> {
  const label = { session: kit.session, kind: 'sample', patch: patch.id, flags } as const
  const spectrometer: number[] = []
  let [level, saturated, integrationMs] = [0, 0, 0]
  while (spectrometer.length < replicates) {
    const taken = yield* patient(
      kit,
      'spectrometer',
      () => kit.measure.spectrometer(label, exposureOf(kit), kit.references, kit.signal),
      patch.id,
    )
    spectrometer.push(taken.id)
    level = Math.max(level, taken.level)
    saturated = Math.max(saturated, taken.saturated)
    integrationMs = taken.exposure.integrationMs
    const { id: reading, seconds } = taken
    yield { type: 'reading', reading, role: 'spectrometer', patch: patch.id, kind: 'sample', seconds }
  }
  return { spectrometer, level, saturated, integrationMs }
}

async function* readReference(
  kit: Kit,
  patch: Patch,
  replicates: number,
  flags: readonly string[],
): Piece<number[]> {
  const label = { session: kit.session, kind: 'sample', patch: patch.id, flags } as const
  const ids: number[] = []
  while (ids.length < replicates) {
    const { id, seconds } = yield* patient(
      kit,
      'reference',
      () => kit.measure.reference(label, kit.references, kit.signal),
      patch.id,
    )
    ids.push(id)
    yield { type: 'reading', reading: id, role: 'reference', patch: patch.id, kind: 'sample', seconds }
  }
  return ids
}
