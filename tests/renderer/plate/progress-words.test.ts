import { describe, expect, it } from 'vitest'
import { dueWords, finishedWords, pausedWords } from '../../../renderer/views/plate/progress-words.ts'

const plain = (text: string): string => text.replaceAll('\u2005', ' ')

describe('words beside the progress of a scan', () => {
  it('say why it is paused and since when', () => {
    const since = new Date(2026, 10, 21, 9, 31, 8)
    const words = (why: string, seconds: number): string =>
      plain(pausedWords(why, since.toISOString(), since.getTime() + 1000 * seconds))
    expect(words('paused by you', 20)).toBe('Paused by you since 09:31:08')
    expect(words('the reference is silent', 130)).toBe(
      'Paused: the reference is silent since 09:31:08, 2 min',
    )
    expect(pausedWords('', '', 0)).toBe('Paused')
  })

  it('say what comes between the patches, and when', () => {
    expect(dueWords({ controlEvery: 11, whiteEvery: 66 }, 5, 1)).toBe(
      ' Control patch in 6 pairs, white in 65 pairs.',
    )
    expect(dueWords({ controlEvery: 11, whiteEvery: undefined }, 11, 1)).toBe(' Control patch now.')
    expect(dueWords({ controlEvery: undefined, whiteEvery: 66 }, 0, 65)).toBe(' White in 1 pair.')
    expect(dueWords({ controlEvery: undefined, whiteEvery: 66 }, 0, undefined)).toBe('')
  })

  it('sum up a scan that reached its end, and leave others their sentence', () => {
    const summary = { pairs: 660, refused: 1, retried: 12, seconds: 2280, repeatability: 0.094 }
    const sentence = '660 of 660 patches have a pair.'
    expect(plain(finishedWords({ sentence, outcome: 'done', summary }))).toBe(
      '660 of 660 patches have a pair, 12 patches repeated, 1 pair refused, 38 min 0 s, readings repeat within ΔE 0.09',
    )
    expect(finishedWords({ sentence, outcome: 'stopped', summary })).toBe(sentence)
    expect(finishedWords({ sentence, outcome: 'done', summary: {} })).toBe(
      '660 of 660 patches have a pair, 0 patches repeated, 0 pairs refused',
    )
  })
})
