import { expect, test } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import { FAULT_NAMES, isTrouble, parseFaults, TROUBLES } from '../../../drivers/simulators/fault-spec.ts'

test('rates and single replies, separated by commas', () => {
  expect(parseFaults('late:0.02, unplugged@300,garbled:1,split:.5')).toEqual([
    { name: 'late', rate: 0.02 },
    { name: 'unplugged', frame: 300 },
    { name: 'garbled', rate: 1 },
    { name: 'split', rate: 0.5 },
  ])
  expect(parseFaults('')).toEqual([])
})

test.each([...FAULT_NAMES, ...TROUBLES])('%s is a fault', (name) => {
  expect(parseFaults(`${name}@1`)).toEqual([{ name, frame: 1 }])
})

test('what is wrong behind the replies is told from what is wrong with them', () => {
  expect(FAULT_NAMES.filter(isTrouble)).toEqual([])
  expect(TROUBLES.every(isTrouble)).toBe(true)
})

test.each([
  'late',
  'late:',
  'late:2',
  'late:-1',
  'late:x',
  'late@0',
  'late@1.5',
  'slow:0.1',
  'late:0.1,',
  'late:1e-1',
])('"%s" is refused in words', (spec) => {
  const refused = (): unknown => parseFaults(spec)
  expect(refused).toThrow(Problem)
  expect(refused).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})
