import { describe, expect, test } from 'vitest'
import { guestNeeds, programPath } from '../../scripts/usb-guest/needs.ts'
import { guestReport } from '../../scripts/usb-guest/report.ts'

const planned = ['a', 'b', 'c']
const good = (name: string) => ({ name, passed: true, message: '', seconds: 1 })
const bad = { name: 'b', passed: false, message: 'Error: no light', seconds: 1 }
const report = (outcomes: readonly object[], problem?: string) => {
  const { lines, counts } = guestReport(JSON.stringify({ planned, outcomes }), problem)
  return { lines, passed: counts.numPassedTests, failed: counts.numFailedTests }
}

describe('the report of the USB guest', () => {
  test('counts what passed and shows what failed', () => {
    expect(report(planned.map(good))).toEqual({ lines: [], passed: 3, failed: 0 })
    expect(report([good('a'), bad, good('c')])).toEqual({
      lines: ['FAILED b\nError: no light'],
      passed: 2,
      failed: 1,
    })
  })

  test('every case that a guest did not come to has failed', () => {
    expect(report([good('a')], 'it was not done after 900 s')).toEqual({
      lines: ['FAILED The guest ended early (it was not done after 900 s): b'],
      passed: 1,
      failed: 2,
    })
  })

  test('a guest that wrote nothing has failed', () => {
    const { lines, counts } = guestReport(undefined, 'it ended before its command did')
    expect(lines).toEqual([
      'FAILED The guest ended early (it ended before its command did): before the first case',
    ])
    expect(counts).toMatchObject({ numPassedTests: 0, numFailedTests: 1 })
  })
})

describe('what the USB guest needs', () => {
  test('finds programs that are not on the path of everybody, and says what is missing', () => {
    expect(programPath(process.execPath)).toBe(process.execPath)
    expect(programPath('no-such-program-anywhere')).toBeUndefined()
    expect(guestNeeds(() => undefined)).toMatch(/packages qemu-system-x86, |needs root|not \w+ \w+$/)
  })
})
