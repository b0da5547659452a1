import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRamanCsv } from '../../formats/csv-raman.ts'
import { ramanShift } from '../../spectra/raman-shift.ts'
import { garbage, onlyProblems, problemOf } from './arbitrary.ts'

const rows = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')
const name = 'a.csv'
const enlighten = `Label,x\nLaser Wavelength,785\nNote,\n\nPixel,Wavenumber,Processed\n${rows(20, (i) => `${i},${300 + i}.00,${i * i}`)}\n`
const wavelengths = `Laser Wavelength,785\n\nPixel,Wavelength,Processed\n${rows(20, (i) => `${i},${800 + i},${i}`)}\n`

describe('a Raman spectrum in a CSV file', () => {
  it('is read from ENLIGHTEN, its name and value pairs skipped', () => {
    const { wavenumberCm, values } = readRamanCsv(enlighten, { name })
    expect([wavenumberCm[0], wavenumberCm[19], values[19]]).toEqual([300, 319, 361])
  })

  it('is read from two plain columns, falling ones turned round', () => {
    const { wavenumberCm, values } = readRamanCsv(
      rows(20, (i) => `${500 - i};${i}`),
      { name },
    )
    expect([wavenumberCm[0], values[0]]).toEqual([481, 19])
  })

  it('becomes wavenumbers by the laser line of the file, and says so', () => {
    const said: string[] = []
    const { wavenumberCm } = readRamanCsv(wavelengths, { name, say: (words) => said.push(words) })
    expect(wavenumberCm[0]).toBeCloseTo(ramanShift(800, 785), 9)
    expect(said).toEqual(['a.csv: wavelengths became wavenumbers with the laser line at 785 nm.'])
  })

  it('knows where silicon is: 520.5 cm-1 behind 785 nm is 818.4 nm', () => {
    expect(ramanShift(818.441, 785)).toBeCloseTo(520.5, 1)
  })

  it.each([
    ['a word', `${rows(20, (i) => `${300 + i},${i}`)}\nx320,1`, 'Line 21'],
    ['NaN', rows(20, (i) => `${300 + i},${i === 7 ? 'NaN' : i}`), 'Line 8'],
    ['an empty cell', rows(20, (i) => (i === 4 ? '304' : `${300 + i},${i}`)), 'Line 5'],
    ['an axis that turns', rows(20, (i) => `${i === 9 ? 100 : 300 + i},${i}`), 'Line 10'],
    ['too few points', rows(5, (i) => `${300 + i},${i}`), 'There are 5 points'],
    [
      'wavelengths without a laser',
      rows(20, (i) => (i === 0 ? 'Wavelength,Raw' : `${800 + i},1`)),
      'laser line',
    ],
    ['nothing', ' \n', 'empty'],
  ])('is refused with its line for %s', (_, text, words) => {
    const problem = problemOf(() => readRamanCsv(text, { name }))
    expect(problem.code).toBe('FORMAT_BAD')
    expect(problem.data.happened).toContain(words)
  })

  it('never fails in another way, and never holds a NaN', () => {
    fc.assert(
      fc.property(garbage(enlighten), (text) => {
        const read = onlyProblems(() => readRamanCsv(text, { name }))
        if (!read) return
        expect(read.values.every(Number.isFinite) && read.wavenumberCm.every(Number.isFinite)).toBe(true)
        expect(read.values.length).toBe(read.wavenumberCm.length)
      }),
    )
  })
})
