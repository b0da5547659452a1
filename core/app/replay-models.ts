import { isCancelled } from '../../contract/errors.ts'
import type { ModelCard } from '../../contract/model.ts'
import type { ModelReplay } from '../../contract/replay.ts'
import { readBundle } from '../../model/bundle.ts'
import type { BundleContent } from '../../model/bundle.ts'
import type { ModelService, TournamentRequest } from '../../model/service.ts'
import { isMatrixMethod } from '../../model/tristimulus/methods.ts'
import { trainingSet } from '../../model/training-set.ts'
import type { Derived } from '../derived.ts'
import type { PairRecord } from '../store/records.ts'
import type { Store } from '../store/interface.ts'
import { HOLD_OUT } from './trainer.ts'
import { namedPairs, tableOf } from './training-data.ts'

interface Parts {
  readonly store: Store
  readonly derived: Derived
  readonly models: ModelService
}

/** Largest absolute difference of two models' numbers; Infinity where they have not the same numbers at all. */
export function differenceOf(a: BundleContent['parts'], b: BundleContent['parts']): number {
  const flat = (parts: BundleContent['parts']): [string, ArrayLike<number>][] =>
    Object.entries(parts).flatMap(([part, arrays]) =>
      Object.entries(arrays).map(([name, array]): [string, ArrayLike<number>] => [`${part}.${name}`, array]),
    )
  const others = new Map(flat(b))
  const own = flat(a)
  if (own.length !== others.size) return Infinity
  let largest = 0
  for (const [name, array] of own) {
    const other = others.get(name)
    if (other?.length !== array.length) return Infinity
    for (let i = 0; i < array.length; i++) {
      const [one = 0, two = 0] = [array[i], other[i]]
      if (!Object.is(one, two)) largest = Math.max(largest, Math.abs(one - two) || Infinity)
    }
  }
  return largest
}

/** The pairs that stood when a model was made, as far as the records tell: later ones and later repeats left out. */
function pairsAt(pairs: readonly PairRecord[], at: string): PairRecord[] {
  const standing = new Map<string, PairRecord>()
  for (const pair of pairs)
    if (pair.verdict === 'accepted' && !pair.control && !pair.excluded && pair.at <= at) {
      standing.delete(pair.patch)
      standing.set(pair.patch, pair)
    }
  return [...standing.values()]
}

/** The data a model was trained on, found again by their hash; undefined where the session has no such pairs now. */
function requestOf({ store, derived }: Parts, card: ModelCard): TournamentRequest | undefined {
  const { session, created, dataHash, seed, method } = card
  for (const records of [store.pairTable(session), pairsAt(store.allPairs(session), created)]) {
    const rows = namedPairs(derived, records)
    if (rows.length === 0 || rows.some(({ pair }) => pair.reference === undefined)) continue
    const request: TournamentRequest = {
      pairs: tableOf({ store, derived }, session, rows),
      methods: [method],
      seed,
      holdOut: HOLD_OUT,
      race: false,
      ...(card.foldsBy && { foldsBy: card.foldsBy }),
    }
    if (trainingSet(request).dataHash === dataHash) return request
  }
  return undefined
}

/** Why a model cannot be learned from the pairs of its session once more. */
function unrepeatable({ parent, method, trainedOn }: ModelCard): string | undefined {
  if (parent !== undefined)
    return `It is ${parent} adjusted by a recalibration, whose pairs are not a training set.`
  if (isMatrixMethod(method)) return 'A matrix for X, Y and Z is not learned again here.'
  return trainedOn === 0 ? 'It was imported.' : undefined
}

/** Learns one model again and compares every number of its file. @throws the reason of the signal */
export async function replayModel(parts: Parts, card: ModelCard, signal: AbortSignal): Promise<ModelReplay> {
  const { version, method } = card
  const told = (
    outcome: ModelReplay['outcome'],
    sentence: string,
    largestDifference?: number,
  ): ModelReplay => ({
    version,
    method,
    outcome,
    sentence,
    ...(largestDifference !== undefined && Number.isFinite(largestDifference) && { largestDifference }),
  })
  const reason = unrepeatable(card)
  if (reason !== undefined) return told('not-repeatable', reason)
  try {
    const request = requestOf(parts, card)
    if (request === undefined)
      return told('other-data', 'The pairs it was trained on are not those the session holds now.')
    const { instrument, reference, session } = card
    const origin = { version, instrument, reference, session }
    const again = await parts.models.train(request, method, origin, undefined, signal)
    const stored = readBundle(parts.store.readBundle(card.hash))
    const difference = differenceOf(stored.parts, readBundle(again.bytes).parts)
    if (difference === 0) return told('same', 'Learned again: the same to the last bit.', 0)
    const others = Object.entries(again.card.libraries).filter(([name, one]) => card.libraries[name] !== one)
    const cause = others.map(([name, one]) => `${name} ${card.libraries[name] ?? 'unknown'} then, ${one} now`)
    const size = Number.isFinite(difference) ? ` by at most ${difference.toExponential(1)}` : ' in its layout'
    return told('different', `Learned again it differs${size}. ${cause.join('; ')}`.trim(), difference)
  } catch (error) {
    if (isCancelled(error) || signal.aborted) throw error
    return told('different', error instanceof Error ? error.message : String(error))
  }
}
