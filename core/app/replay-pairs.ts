import type { PatchView } from '../../contract/plate.ts'
import type { PairChange, Replay } from '../../contract/replay.ts'
import type { Triple } from '../../contract/spectrum.ts'
import type { Derived } from '../derived.ts'
import type { Store } from '../store/interface.ts'

const SHOWN = 20

/** What was told of the accepted pairs when they were made, by patch and time. */
function toldOf(store: Store, session: number): Map<string, PatchView> {
  const told = new Map<string, PatchView>()
  for (const { id } of store.runsOf(session))
    for (const event of store.eventsSince(id, 0))
      if (event.type === 'patch' && event.patch.pairedAt !== undefined)
        told.set(`${event.patch.id} ${event.patch.pairedAt}`, event.patch)
  return told
}

const sameLab = (a: Triple | undefined, b: Triple | undefined): boolean =>
  a !== undefined && b !== undefined && a.every((value, i) => Object.is(value, b[i]))

/** The same bits in both colours and in their difference. */
function same(then: PatchView, now: ReturnType<Derived['pair']>): boolean {
  const colours = now?.colours
  return (
    sameLab(then.measured?.lab, colours?.spectrometer.lab) &&
    sameLab(then.reference?.lab, colours?.reference.lab) &&
    Object.is(then.deltaERaw, colours?.deltaE)
  )
}

/** Works out every accepted pair again from its stored counts and compares with the record of its run. */
export function replayPairs(
  { store, derived }: { readonly store: Store; readonly derived: Derived },
  session: number,
): Replay['pairs'] {
  const told = toldOf(store, session)
  const changes: PairChange[] = []
  let [checked, untold] = [0, 0]
  for (const pair of store.allPairs(session)) {
    if (pair.verdict !== 'accepted') continue
    const then = told.get(`${pair.patch} ${pair.at}`)
    if (then?.deltaERaw === undefined) {
      untold++
      continue
    }
    checked++
    const now = derived.readings(pair.spectrometer, pair.reference)
    if (same(then, now)) continue
    changes.push({ patch: pair.patch, at: pair.at, then: then.deltaERaw, now: now?.colours?.deltaE ?? NaN })
  }
  const size = ({ then, now }: PairChange): number => (Number.isNaN(now) ? Infinity : Math.abs(now - then))
  changes.sort((a, b) => size(b) - size(a))
  return { checked, same: checked - changes.length, untold, changes: changes.slice(0, SHOWN) }
}
