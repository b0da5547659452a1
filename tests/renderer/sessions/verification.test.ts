import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BenchChange } from '../../../contract/verify.ts'
import {
  formFault,
  patchesOf,
  toleranceOf,
  wholeOrNone,
} from '../../../renderer/views/sessions/verification/options.ts'
import { changeText, figureText } from '../../../renderer/views/sessions/verification/words.ts'

describe('patches of one’s own', () => {
  it('are names between commas, semicolons or blanks, each once, in capitals', () => {
    expect(patchesOf(' a01, C04;f11  H02\nA01,')).toEqual(['A01', 'C04', 'F11', 'H02'])
    expect(patchesOf(' ,; ')).toBeUndefined()
  })

  it('come back whatever stands between them', () => {
    const name = fc
      .tuple(fc.constantFrom('A', 'P', 'AA'), fc.integer({ min: 1, max: 99 }))
      .map(([row, column]) => `${row}${String(column).padStart(2, '0')}`)
    const between = fc.constantFrom(',', ' ', ', ', ';', '\n', ' ,\t')
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), between, (names, by) => {
        expect(patchesOf(names.join(by))).toEqual(names)
      }),
    )
  })
})

describe('the form of a tolerance', () => {
  it('leaves out what is empty and says what is missing or wrong', () => {
    expect(toleranceOf(' ours ', { dE00Mean: 0.5, gfc: NaN })).toEqual({
      standard: 'ours',
      limits: { dE00Mean: 0.5 },
    })
    expect(toleranceOf('  ', { dE00Mean: 0.5 })).toEqual({ why: 'Name the standard or agreement.' })
    expect(toleranceOf('ours', { gfc: undefined })).toEqual({ why: 'Give at least one limit.' })
    expect(toleranceOf('ours', { gfc: 1.1 })).toHaveProperty('why')
    expect(toleranceOf('ours', { rmse: 0 })).toHaveProperty('why')
    // An emptied field of a number holds null.
    expect(toleranceOf('ours', { rmse: null, dE00Max: 2 })).toEqual({
      standard: 'ours',
      limits: { dE00Max: 2 },
    })
  })

  it('says what is wrong with it, one thing at a time', () => {
    const form = {
      standard: 'ours',
      limits: { rmse: 0.1 },
      days: null,
      sessions: undefined,
      patchCount: 12,
      only: '',
      readings: 2,
    }
    expect(formFault(form)).toBeUndefined()
    expect(formFault({ ...form, limits: {} })).toContain('at least one limit')
    expect(formFault({ ...form, days: 0 })).toContain('Days')
    expect(formFault({ ...form, patchCount: null })).toContain('4 to 24')
    expect(formFault({ ...form, patchCount: 25 })).toContain('4 to 24')
    expect(formFault({ ...form, only: 'A01 A02' })).toContain('four patches')
    expect(formFault({ ...form, patchCount: null, only: 'A01 A02 A03 A04' })).toBeUndefined()
    expect(formFault({ ...form, readings: 10 })).toContain('1 to 9')
  })

  it('takes whole numbers from 1, nothing for none', () => {
    expect([wholeOrNone(undefined, 9), wholeOrNone(NaN, 9), wholeOrNone(9, 9)]).toEqual([null, null, 9])
    for (const wrong of [0, 1.5, 10, -1]) expect(wholeOrNone(wrong, 9)).toBeUndefined()
  })
})

describe('a change in words', () => {
  const change = (over: Partial<BenchChange>): BenchChange => ({
    name: 'wavelength',
    title: 'Wavelength offset',
    before: 0.8,
    now: 0.52,
    unit: 'nm',
    uncertainty: 0.08,
    state: 'changed',
    sentence: '',
    ...over,
  })
  it('has its sign, its unit and how well it is known', () => {
    expect(changeText(change({}))).toBe('−0.280\u2005nm ±\u20050.080')
    expect(
      changeText(change({ name: 'strayLight', unit: '', before: 0.01, now: 0.0139, uncertainty: 0.0015 })),
    ).toBe('+0.39\u2005% ±\u20050.15')
    expect(changeText(change({ name: 'white', before: 0.02, now: 0.0176 }))).toBe('−12.0\u2005%')
    expect(changeText(change({ name: 'repeatability', before: 0.001, now: 0.0023 }))).toBe('2.3\u2005×')
    expect(changeText(change({ before: null }))).toBe('not known')
  })
  it('rounds no figure away', () => {
    expect(figureText('gfc', 0.99987)).toBe('0.9999')
    expect(figureText('patches', 12)).toBe('12')
    expect(figureText('dE00Mean', null)).toBe('not known')
  })
})
