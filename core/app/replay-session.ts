import type { Replay, ReplayEvent } from '../../contract/replay.ts'
import type { AppContext } from './context.ts'
import { replayModel } from './replay-models.ts'
import { replayPairs } from './replay-pairs.ts'

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

function sentenceOf({ checked, same, untold }: Replay['pairs'], models: Replay['models']): string {
  const pairs =
    checked === 0
      ? 'No run tells of a pair to compare with.'
      : same === checked
        ? `${counted(checked, 'pair')}: the same to the last bit.`
        : `${checked - same} of ${counted(checked, 'pair')} differ from what was told when they were read.`
  const others = untold === 0 ? '' : ` ${counted(untold, 'pair')} without a record.`
  const learned = models.filter(({ outcome }) => outcome === 'same' || outcome === 'different')
  const equal = learned.filter(({ outcome }) => outcome === 'same').length
  const said =
    learned.length === 0 ? '' : ` ${equal} of ${counted(learned.length, 'model')} learned again the same.`
  return `${pairs}${others}${said}`
}

/**
 * Works a stored session out again: every accepted pair from its counts, every model from its pairs; nothing is stored.
 * @throws Problem NOT_FOUND; the reason of the signal
 */
export async function* replaySession(
  { options, derived }: AppContext,
  session: number,
  signal: AbortSignal,
): AsyncGenerator<ReplayEvent, undefined> {
  const { store, models: service } = options
  store.getSession(session)
  const cards = store.listModels().filter((card) => card.session === session)
  const total = cards.length + 1
  yield { type: 'step', detail: 'Pairs from their stored counts', done: 0, total }
  const pairs = replayPairs({ store, derived }, session)
  const models: Replay['models'] = []
  for (const [i, card] of cards.entries()) {
    signal.throwIfAborted()
    yield { type: 'step', detail: `${card.version}, ${card.method}`, done: i + 1, total }
    models.push(await replayModel({ store, derived, models: service }, card, signal))
  }
  const differs = models.some(({ outcome }) => outcome === 'different' || outcome === 'other-data')
  const identical = pairs.same === pairs.checked && !differs
  const sentence = sentenceOf(pairs, models)
  yield { type: 'finished', replay: { session, pairs, models, identical, sentence } }
}
