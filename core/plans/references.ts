import type { Plan } from '../engine.ts'
import { formatMs } from '../../spectra/exposure.ts'
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
      if (kind === 'dark') yield* takeDark(kit)
      else {
        const { at } = kit.stage
        yield* takeWhite(kit, true)
        // The operator wanted a white, not another place.
        if (kit.motorised && at) yield* moveTo(kit, at)
      }
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
