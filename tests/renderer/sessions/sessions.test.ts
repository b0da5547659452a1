import { describe, expect, it } from 'vitest'
import type { Session } from '../../../contract/session.ts'
import {
  fileName,
  FORMATS,
  scopesOf,
  sizeEstimate,
  styleOf,
  USUAL,
} from '../../../renderer/views/sessions/export.ts'
import { datedGroups, matches } from '../../../renderer/views/sessions/list.ts'
import { Pages } from '../../../renderer/views/sessions/pages.svelte.ts'

const session = (id: number, started: Date, over: Partial<Session> = {}): Session => ({
  id,
  name: `Panel ${String(id)}`,
  started: started.toISOString(),
  instruments: ['Ocean HDX SIM-0101'],
  plate: 'builtin',
  pairs: 660,
  model: 'v7',
  simulated: true,
  readings: 1400,
  notes: '',
  tags: [],
  ...over,
})
const now = new Date(2026, 10, 21, 15)
const ago = (days: number): Date => new Date(2026, 10, 21 - days, 9)

describe('the list of sessions', () => {
  it('groups by date: days of the last week, then months', () => {
    const groups = datedGroups(
      [session(5, ago(0)), session(4, ago(1)), session(3, ago(3)), session(2, ago(20)), session(1, ago(30))],
      now.getTime(),
    )
    expect(groups.map((group) => [group.title, group.sessions.map((one) => one.id)])).toEqual([
      ['Today', [5]],
      ['Yesterday', [4]],
      ['18 Nov 2026', [3]],
      ['November 2026', [2]],
      ['October 2026', [1]],
    ])
  })

  it('finds by every word, in name, notes, serial numbers, plate, model and flags', () => {
    const one = session(3, now, { name: 'Line 3', notes: 'new lamp', tags: ['night shift'] })
    for (const filter of ['', 'line', 'LAMP', 'sim-0101', 'builtin', 'v7', 'simulated', 'line lamp', 'night'])
      expect(matches(one, filter), filter).toBe(true)
    expect(matches(one, 'line 4')).toBe(false)
    expect(matches({ ...one, simulated: false }, 'simulated')).toBe(false)
  })
})

describe('the export', () => {
  it('proposes a name every file system takes', () => {
    expect(fileName({ id: 3, name: 'Line 3: acceptance / 21.11.' }, 'csv', 'both')).toBe(
      'line-3-acceptance-21-11.csv',
    )
    expect(fileName({ id: 3, name: '  ' }, 'ti3', 'corrected')).toBe('session-3-corrected.ti3')
    for (const { value, ending } of FORMATS)
      expect(fileName({ id: 1, name: 'a' }, value, 'raw')).toBe(`a-raw.${ending}`)
  })

  it('estimates the size of a file of whole spectra, by format', () => {
    // As exported from a simulated plate: 660 rows of 224 values with every digit in CSV, 4 bytes each in SPC.
    expect(sizeEstimate(660, 'csv')).toBeGreaterThan(2.6e6)
    expect(sizeEstimate(660, 'csv')).toBeLessThan(3.2e6)
    expect(sizeEstimate(660, 'spc')).toBeLessThan(0.7e6)
    expect(sizeEstimate(660, 'csv', '10')).toBeLessThan(0.7e6)
  })

  it('is of all pairs, of those that are listed, or of the selected one', () => {
    expect(scopesOf({}, undefined).map(({ disabled }) => disabled === true)).toEqual([false, true, true])
    const [all, found, selected] = scopesOf({ words: 'a0' }, 'P14')
    expect(all?.scope).toBeUndefined()
    expect(found).toMatchObject({ disabled: false, scope: { filter: { words: 'a0' } } })
    expect(selected).toMatchObject({ disabled: false, title: 'Selected, P14', scope: { patches: ['P14'] } })
  })

  it('sends only the choices that concern a format', () => {
    expect(styleOf('csv', { ...USUAL, decimal: 'comma', separator: ';' })).toEqual({
      csv: { separator: ';', decimalComma: true, layout: 'rows', byteOrderMark: false },
    })
    expect(styleOf('jcamp', { ...USUAL, form: 'fix' })).toEqual({
      jcamp: { form: 'fix', dataType: 'uv-vis' },
    })
    expect(styleOf('spc', USUAL)).toEqual({})
  })
})

describe('readings page by page', () => {
  const asked: number[] = []
  const pages = (): Pages<{ id: number }> => {
    asked.length = 0
    const made = new Pages<{ id: number }>()
    made.open(async (offset, limit) => {
      asked.push(offset)
      return {
        total: 450,
        rows: Array.from({ length: Math.min(limit, 450 - offset) }, (_, i) => ({ id: 1000 + offset + i })),
      }
    })
    return made
  }

  it('fetches only what is looked at, and each page once', async () => {
    const list = pages()
    await list.need(0, 30)
    expect([list.total, list.at(3)?.id, list.at(250)]).toEqual([450, 1003, undefined])
    await Promise.all([list.need(10, 20), list.need(190, 210)])
    expect(asked).toEqual([0, 200])
    expect(list.at(250)?.id).toBe(1250)
    expect([list.indexOf((row) => row.id === 1201), list.indexOf((row) => row.id === 9)]).toEqual([201, -1])
  })

  it('reads the pages it knows again and keeps the old rows meanwhile', async () => {
    const list = pages()
    await list.need(0, 210)
    const renewed = list.renew()
    expect(list.at(0)?.id).toBe(1000)
    await renewed
    expect(asked).toEqual([0, 200, 0, 200])
  })

  it('passes over the answer to a list that was left', async () => {
    const list = new Pages<{ id: number }>()
    let answer: (page: { total: number; rows: { id: number }[] }) => void = () => undefined
    list.open(() => new Promise((resolve) => (answer = resolve)))
    const old = list.need(0, 1)
    list.open(async () => ({ total: 1, rows: [{ id: 7 }] }))
    await list.need(0, 1)
    answer({ total: 99, rows: [{ id: 1 }] })
    await old
    expect([list.total, list.at(0)?.id]).toEqual([1, 7])
  })

  it('asks again for a page that failed', async () => {
    const list = new Pages<{ id: number }>()
    let fail = true
    list.open(async () => {
      if (fail) throw new Error('lost')
      return { total: 1, rows: [{ id: 7 }] }
    })
    await expect(list.need(0, 1)).rejects.toThrow('lost')
    fail = false
    await list.need(0, 1)
    expect(list.at(0)?.id).toBe(7)
  })
})
