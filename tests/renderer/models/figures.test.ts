import { describe, expect, it } from 'vitest'
import type { MethodFigures } from '../../../contract/figures.ts'
import { expectedWith, forecastSentence } from '../../../renderer/views/models/forecast-words.ts'
import { colourRows, errorRows, floorRows, trustRows } from '../../../renderer/views/models/figures-rows.ts'
import { physicalRows } from '../../../renderer/views/models/physical.ts'
import { bandMarks } from '../../../renderer/views/models/response.ts'
import { forecast } from '../fake/insight.ts'
import { learned } from '../fake/learned.ts'

const { comparison } = learned().tournament
const figures = comparison.methods[0]!.figures!
const valueOf = (rows: readonly { name: string; value: string }[], name: string): string | undefined =>
  rows.find((row) => row.name === name)?.value

describe('the figures of a method in the window', () => {
  it('say errors in thousandths and what is not known in words', () => {
    expect(valueOf(errorRows(figures), 'RMSECV, cross-validation')).toBe('1.650')
    const none: MethodFigures = { ...figures, rmsep: null, floor: null }
    expect(valueOf(errorRows(none), 'RMSEP, held out')).toBe('none held out')
    expect(valueOf(floorRows(none), 'Floor')).toBe('no patch was read twice')
  })

  it('divide the error and stand over the floor', () => {
    expect(valueOf(floorRows(figures), 'Accuracy over floor')).toBe('1.10 ×')
    expect(valueOf(floorRows(figures), 'model')).toMatch(/^17/)
  })

  it('give one line for each light and observer', () => {
    const rows = colourRows(figures)
    expect(rows.map(({ name }) => name)).toEqual([
      'D65, 2°',
      'D50, 2°',
      'A, 2°',
      'F11, 2°',
      'D65, 10°',
      'D50, 10°',
      'A, 10°',
      'F11, 10°',
    ])
    expect(rows[0]?.cells[0]).toBe('0.132')
    expect(colourRows({ ...figures, colour: null })).toEqual([])
  })

  it('tell a method from the winner by a test', () => {
    expect(valueOf(trustRows(figures, comparison, 'ridge'), 'Against Gated, signed rank')).toBe(
      'p 0.0021, 190 of 528 better',
    )
    expect(trustRows(figures, comparison, 'gated').some(({ name }) => name.startsWith('Against'))).toBe(false)
  })
})

describe('the forecast', () => {
  it('runs straight between the numbers that were played through', () => {
    expect(expectedWith(forecast(), 12)).toBe(0.15)
    expect(expectedWith(forecast(), 10)).toBeCloseTo((0.161 + 0.15) / 2, 9)
    expect(expectedWith(forecast(), 2)).toBe(0.198)
    expect(expectedWith(forecast(), 40)).toBe(0.149)
    expect(forecastSentence(forecast(), 12)).toBe(
      "ΔE 0.150 expected with 12 patches after a season's drift, 0.284 without an update.",
    )
    expect(forecastSentence({ ...forecast(), points: [] }, 12)).toBe('No forecast.')
  })
})

describe('the instrument in physical terms', () => {
  it('is offset and stray light with their accuracy, and nothing else', () => {
    const rows = physicalRows({ wavelengthOffsetNm: -0.84, strayLight: 0.0091, lambda: 3, k0: 5 })
    expect(rows.map(({ name }) => name)).toEqual(['Wavelength offset', 'Uniform stray light'])
    expect(rows[0]?.value).toMatch(/^−0\.84.nm$/)
    expect(rows.map(({ within }) => within)).toEqual(['0.13', '0.05'])
    expect(physicalRows({ lambda: 3 })).toEqual([])
  })
})

it('labels the rows of a picture of bands', () => {
  const bands = Float64Array.from({ length: 5 }, (_, i) => 380 + 100 * i)
  expect(bandMarks(bands).map(({ text, row }) => [text, row])).toEqual([
    ['400', 1],
    ['480', 1],
    ['560', 2],
    ['640', 3],
    ['720', 4],
  ])
})
