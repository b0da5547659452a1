import type { ModelCard } from '../../contract/model.ts'
import type { PairTable } from '../../model/service.ts'
import { repeatsOf } from '../app/training-data.ts'
import type { Derived } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'
import { pairTableOf } from '../pair-table.ts'
import type { NamedPair } from '../pair-table.ts'
import { pairOnModel } from '../plans/pair-on-model.ts'
import type { PatchReadings } from '../plans/patch-rounds.ts'
import type { Store } from '../store/interface.ts'

interface Parts {
  readonly store: Store
  readonly derived: Derived
}

/** Every single reading of the check patches as a row: a patch that was read twice has two rows of its name. */
export function freshTable(
  { derived }: Parts,
  card: ModelCard,
  taken: ReadonlyMap<string, PatchReadings>,
): PairTable {
  const rows = [...taken].flatMap(([id, { spectrometer, reference }]) =>
    spectrometer.flatMap((own, i): NamedPair[] => {
      const other = reference[i]
      const pair = other === undefined ? undefined : derived.readings([own], [other])
      return pair ? [{ id, pair: pairOnModel(card, card.instrument, pair) }] : []
    }),
  )
  return pairTableOf(rows, derived.whiteOf(rows.map(({ pair }) => pair)))
}

/** The pairs of a session on the bands of a model; undefined where the session is not here or its pairs do not cover them. */
function sessionTable({ store, derived }: Parts, card: ModelCard, session: number): PairTable | undefined {
  const rows = store.pairTable(session).flatMap((pair): NamedPair[] => {
    const made = derived.pair(pair)
    if (!made?.reference) return []
    const [own, other] = [made.spectrometer, made.reference].map((values) =>
      onModelAxis(card, made.wavelengthNm, values),
    )
    return own && other ? [{ id: pair.patch, pair: pairOnModel(card, card.instrument, made) }] : []
  })
  return rows.length === 0 ? undefined : pairTableOf(rows, derived.whiteOf(rows.map(({ pair }) => pair)))
}

/** What a verification compares with: pairs of the model's session, of the training behind it, and repeated readings. */
export function earlierTables(
  parts: Parts,
  card: ModelCard,
  trained: ModelCard,
): { before?: PairTable; training?: PairTable; repeats?: PairTable } {
  const here = (session: number): boolean => parts.store.listSessions().some(({ id }) => id === session)
  if (!here(card.session) || !here(trained.session)) return {}
  const before = sessionTable(parts, card, card.session)
  const training = trained.session === card.session ? before : sessionTable(parts, card, trained.session)
  const repeats = training && repeatsOf(parts, trained.session, training)
  return {
    ...(before ? { before } : {}),
    ...(training ? { training } : {}),
    ...(repeats ? { repeats } : {}),
  }
}
