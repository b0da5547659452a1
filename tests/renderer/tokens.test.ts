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

it('agrees with the published table where it is known', () => {
  const dark = theme('dark')
  expect(contrast(rgb(dark.get('t1')!), rgb(dark.get('well')!))).toBeCloseTo(16.9, 1)
  expect(contrast(rgb(theme('grey').get('fault')!), rgb(theme('grey').get('bg')!))).toBeCloseTo(4.7, 1)
})
