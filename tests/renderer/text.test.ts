import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  fixed,
  MINUS,
  percent,
  signed,
  scientific,
  significant,
  THIN,
  withUnit,
} from '../../renderer/text/numbers.ts'
import { clockMs, day, duration, exposure, shortDay, span } from '../../renderer/text/times.ts'
import { domainFigures, methodWord, sentence } from '../../renderer/text/names.ts'

describe('numbers', () => {
  it('write U+2212 and commas', () => {
    expect(fixed(-12.264, 2)).toBe(`${MINUS}12.26`)
    expect(fixed(1234567.891, 1)).toBe('1,234,567.9')
    expect(fixed(18204, 0)).toBe('18,204')
    expect(fixed(999, 0)).toBe('999')
    expect(fixed(-1000, 0)).toBe(`${MINUS}1,000`)
    expect(fixed(0.0001, 2)).toBe('0.00')
  })

  it('never write a negative zero', () => {
    expect(fixed(-0.0004, 2)).toBe('0.00')
    expect(signed(-0.0004, 2)).toBe('0.00')
    expect(signed(0.0004, 2)).toBe('0.00')
  })

  it('put a plus before what is above zero', () => {
    expect(signed(0.06, 2)).toBe('+0.06')
    expect(signed(-0.13, 2)).toBe(`${MINUS}0.13`)
  })

  it('say what is not known in words', () => {
    for (const value of [undefined, null, NaN, Infinity]) {
      expect(fixed(value, 2)).toBe('not known')
      expect(signed(value, 2)).toBe('not known')
      expect(percent(value)).toBe('not known')
      expect(withUnit(value, 1, 'nm')).toBe('not known')
      expect(significant(value, 2)).toBe('not known')
    }
  })

  it('separate units by a thin space', () => {
    expect(percent(0.877)).toBe(`87.7${THIN}%`)
    expect(withUnit(0.84, 2, 'nm')).toBe(`0.84${THIN}nm`)
    expect(bytes(412_000_000)).toBe(`412${THIN}MB`)
    expect(bytes(1_500)).toBe(`1.5${THIN}kB`)
    expect(bytes(999_900)).toBe(`1.0${THIN}MB`)
    expect(bytes(12)).toBe(`12${THIN}B`)
  })

  it('keep the figures asked for', () => {
    expect(significant(0.001234, 2)).toBe('0.0012')
    expect(scientific(5.43e-6, 1).replaceAll('\u2005', ' ')).toBe('5.4 × 10⁻⁶')
    expect(scientific(-12_000_000_000, 2).replaceAll('\u2005', ' ')).toBe('−1.20 × 10¹⁰')
    expect(significant(4.249, 2)).toBe('4.2')
    expect(significant(118.2, 3)).toBe('118')
    expect(significant(0, 3)).toBe('0')
  })

  it('count with the right noun', () => {
    expect(count(1, 'pair')).toBe('1 pair')
    expect(count(1264, 'pair')).toBe('1,264 pairs')
    expect(count(2, 'reply', 'replies')).toBe('2 replies')
  })
})

describe('times', () => {
  it('give an age in one unit', () => {
    expect(span(8.2)).toBe(`8${THIN}s`)
    expect(span(59.6)).toBe(`1${THIN}min`)
    expect(span(14 * 60)).toBe(`14${THIN}min`)
    expect(span(64 * 60)).toBe(`64${THIN}min`)
    expect(span(2 * 3600)).toBe(`2${THIN}h`)
    expect(span(3 * 3600)).toBe(`3${THIN}h`)
    expect(span(2 * 86400)).toBe('2 days')
    expect(span(undefined)).toBe('not known')
  })

  it('give a duration in two units', () => {
    expect(duration(192)).toBe(`3${THIN}min 12${THIN}s`)
    expect(duration(7 * 3600 + 120)).toBe(`7${THIN}h 2${THIN}min`)
    expect(duration(9)).toBe(`9${THIN}s`)
  })

  it('write exposures as people set them', () => {
    expect(exposure(4)).toBe(`4${THIN}ms`)
    expect(exposure(2.64)).toBe(`2.6${THIN}ms`)
    expect(exposure(1200)).toBe(`1.2${THIN}s`)
  })

  it('know today', () => {
    const noon = new Date(2026, 10, 21, 12, 0, 0, 7).getTime()
    expect(day(noon)).toBe('21 Nov 2026')
    expect(shortDay(noon, noon + 3600_000)).toBe('today')
    expect(shortDay(noon - 86400_000 * 7, noon)).toBe('14 Nov')
    expect(clockMs(noon)).toBe('12:00:00.007')
    expect(day('nonsense')).toBe('not known')
  })
})

describe('names', () => {
  it('are words', () => {
    expect(sentence('11.2 ms x 25')).toBe('11.2 ms × 25')
    expect(sentence('ready')).toBe('Ready')
    expect(sentence('31.3 degC')).toBe('31.3 °C')
    expect(methodWord('slope-bias')).toBe('Slope and bias')
    expect(methodWord('four-colour')).toBe('Four-colour matrix')
    expect(methodWord('berns-petersen')).toBe('Berns-Petersen')
    expect(domainFigures('D2 0.73, limit 1.40; T2 0.5')).toBe('D² 0.73, limit 1.40; T² 0.5')
  })
})
