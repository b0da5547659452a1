import { isoTime } from '../async.ts'
import type { ActiveModel } from '../active-model.ts'
import type { Derived } from '../derived.ts'
import type { Plan } from '../engine.ts'
import { kitOf, patient } from './kit.ts'
import type { Kit, Piece, PlanParts } from './kit.ts'
import { saturatedSpot, whiteMissing } from './problems.ts'
import type { NewSpot } from '../store/records.ts'
import { exposureOf } from './take-references.ts'

/** What a spot reading needs besides the instruments. */
export interface SpotParts extends PlanParts {
  readonly derived: Derived
  readonly active: ActiveModel
  readonly name: string
  /** Read the reference beside it. */
  readonly paired: boolean
}

/** Reads one named sample where the probe is. `stored` receives the id of the spot. */
export function spotPlan(parts: SpotParts, stored: (id: number) => void): Plan {
  return {
    kind: 'spot',
    session: parts.session,
    options: { name: parts.name, paired: parts.paired },
    async *events(context) {
      const kit = kitOf(parts, context)
      yield { type: 'started', kind: 'spot', session: parts.session, total: 1, done: 0 }
      const id = yield* read(kit, parts)
      stored(id)
    },
    summary: (outcome) => ({
      summary: {},
      sentence: outcome === 'done' ? `${parts.name} is stored.` : `${parts.name} was not stored.`,
    }),
  }
}

async function* read(kit: Kit, parts: SpotParts): Piece<number> {
  const { session, measure, references, store } = kit
  const label = { session, kind: 'sample', name: parts.name } as const
  const fitting = parts.active.fitting(kit.bench.require('spectrometer').serial)
  if (!references.dark || !references.white) throw whiteMissing()
  const own = yield* patient(kit, 'spectrometer', () =>
    measure.spectrometer(
      { ...label, ...(fitting ? { model: fitting.version } : {}) },
      exposureOf(kit),
      references,
      kit.signal,
    ),
  )
  yield { type: 'reading', reading: own.id, role: 'spectrometer', kind: 'sample', seconds: own.seconds }
  if (own.saturated > 0) throw saturatedSpot(own)
  if (!own.reduced) throw whiteMissing()
  let reference: number | undefined
  let tristimulus: NewSpot['tristimulus']
  if (parts.paired && kit.bench.holder('reference')?.device?.reference?.quantity === 'tristimulus') {
    const { device, reading } = yield* patient(kit, 'reference', () => measure.tristimulus(kit.signal))
    const white = references.whiteFor('tristimulus', device)?.id
    tristimulus = { device, xyz: reading.xyz, unit: reading.unit, ...(white === undefined ? {} : { white }) }
  } else if (parts.paired) {
    const taken = yield* patient(kit, 'reference', () => measure.reference(label, references, kit.signal))
    yield { type: 'reading', reading: taken.id, role: 'reference', kind: 'sample', seconds: taken.seconds }
    reference = taken.id
  }
  const { reflectance, wavelengthNm } = parts.derived.reading(store.getReading(own.id))
  if (!reflectance) throw whiteMissing()
  const { domain, domainDetail, model } = await parts.active.correct(reflectance, wavelengthNm, own.serial)
  return store.insertSpot({
    session,
    name: parts.name,
    at: isoTime(kit.clock),
    spectrometer: own.id,
    domain,
    domainDetail,
    ...(reference === undefined ? {} : { reference }),
    ...(tristimulus === undefined ? {} : { tristimulus }),
    ...(model === undefined ? {} : { model }),
  })
}
