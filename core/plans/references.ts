import type { Plan } from '../engine.ts'
import { formatMs } from '../../spectra/exposure.ts'
import type { References } from '../references.ts'
import { kitOf } from './kit.ts'
import type { PlanParts } from './kit.ts'
import { moveTo } from './place.ts'
import { takeDark, takeWhite } from './take-references.ts'

/** Takes the dark, or the white of both instruments with the dark that belongs to it. */
export function referencesPlan(parts: PlanParts, kind: 'dark' | 'white'): Plan {
  return {
    kind: 'references',
    session: parts.session,
    options: { kind },
    async *events(context) {
      const kit = kitOf(parts, context)
      yield { type: 'started', kind: 'references', session: parts.session, total: 1, done: 0 }
      const { at } = kit.stage
      const before = idsOf(kit.references)
      try {
        if (kind === 'dark') yield* takeDark(kit)
        else yield* takeWhite(kit, true)
      } finally {
        // Also when it was cut short: a dark that was stored before the white failed counts from now on.
        const taken = idsOf(kit.references).filter((id) => !before.includes(id))
        if (taken.length > 0) kit.store.noteTaken(kit.session, kind === 'dark' ? 'Dark' : 'White', taken)
      }
      // The operator wanted a white, not another place.
      if (kind === 'white' && kit.motorised && at) yield* moveTo(kit, at)
    },
    summary: (outcome) => {
      const taken = parts.references[kind]
      const { integrationMs } = parts.exposure.settings
      return {
        summary: { integrationMs, ...(taken ? { level: taken.level } : {}) },
        sentence:
          outcome === 'done' && taken
            ? `${kind === 'dark' ? 'Dark' : 'White'} taken at ${formatMs(taken.integrationMs)}, peak ${Math.round(taken.level * 100)} %.`
            : `No ${kind} was taken; the one before stays.`,
      }
    },
  }
}

const idsOf = ({ dark, white, referenceWhite }: References): number[] =>
  [dark, white, referenceWhite].flatMap((one) => one?.id ?? [])
