import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldsFor, readFolds } from '../../formats/folds.ts'
import { readWhiteCsv } from '../../formats/white.ts'
import { garbage, onlyProblems, problemOf } from './arbitrary.ts'

describe('folds', () => {
  it('come as id,fold with or without a header', () => {
    const expected = [
      { id: 'A', fold: 2 },
      { id: 'B', fold: 5 },
    ]
    expect(readFolds('id,fold\nA,2\nB,5\n')).toEqual(expected)
    expect(readFolds('A,2\nB,5\n')).toEqual(expected)
  })
  it('are numbered from 0 for the ids asked for, others are passed over', () => {
    const folds = readFolds('id,fold\nA,2\nB,5\nC,2\n')
    expect([...foldsFor(['C', 'B'], folds)]).toEqual([0, 1])
    expect(problemOf(() => foldsFor(['A', 'Z'], folds)).data.happened).toBe(
      '1 sample without a fold, first "Z".',
    )
  })
  it.each([
    ['a fold that is no number', 'id,fold\nA,1\nB,x', 'Line 3, column 2: "x" is no whole fold number.'],
    ['a broken fold', 'id,fold\nA,1\nB,1.5', 'Line 3, column 2: "1.5" is no whole fold number.'],
    ['a third cell', 'id,fold\nA,1,2', 'Line 2: 3 cells instead of 2.'],
    ['a repeated id', 'id,fold\nA,1\nA,2', 'Line 3, column 1: "A" stands in line 2 already.'],
    ['one fold only', 'id,fold\nA,1\nB,1', '2 samples in fewer than 2 folds.'],
    ['nothing', '', 'The file is empty.'],
  ])('are refused for %s', (_, text, happened) => {
    const problem = problemOf(() => readFolds(text, 'folds.csv'))
    expect([problem.code, problem.data.happened]).toEqual(['FORMAT_BAD', happened])
  })
  it('never give anything but whole numbers or a Problem', () => {
    fc.assert(
      fc.property(garbage('id,fold\nA,1\nB,2\nC,1\n'), (text) => {
        for (const { fold, id } of onlyProblems(() => readFolds(text)) ?? []) {
          expect(Number.isInteger(fold) && id !== '').toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('white reference', () => {
  const read = (text: string, wavelengthNm?: Float64Array): Float64Array =>
    readWhiteCsv(text, { name: 'white.csv', ...(wavelengthNm && { wavelengthNm }) })
  it('is one row of fractions of full scale', () => {
    expect([...read('id,400,500\nwhite,0.2,0.8')]).toEqual([0.2, 0.8])
    expect([...read('400,500\n0.2,0.8')]).toEqual([0.2, 0.8])
  })
  it("is brought to the spectrometer's grid", () => {
    expect([...read('id,400,500\nwhite,0.2,0.8', Float64Array.of(400, 450, 500))]).toEqual([0.2, 0.5, 0.8])
    expect([...read('id,400,500\nwhite,0.2,0.8', Float64Array.of(400, 500))]).toEqual([0.2, 0.8])
  })
  it.each([
    ['two rows', 'id,400,500\na,0.2,0.8\nb,0.2,0.8', 'A white reference has one row, this file has 2.'],
    [
      'counts',
      'id,400,500\na,1200,40000',
      'Value 1 is 1200; white counts are fractions of full scale, 0 to 1.',
    ],
    [
      'negative light',
      'id,400,500\na,0.5,-0.1',
      'Value 2 is -0.1; white counts are fractions of full scale, 0 to 1.',
    ],
  ])('is refused for %s', (_, text, happened) => {
    expect(problemOf(() => read(text)).data.happened).toBe(happened)
  })
  it('is refused when it does not reach over the grid', () => {
    const problem = problemOf(() => read('id,400,500\na,0.5,0.1', Float64Array.of(380, 500)))
    expect(problem.data.happened).toContain('from 400 to 500, the spectrometer 2 from 380 to 500')
  })
})
