import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Triple } from '../../contract/spectrum.ts'
import { colourOf, labOfSpectrum } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { sharedData } from '../shared-data.ts'

const unit = sharedData('simulated-unit/expected.json')

describe.skipIf(!unit)('colour of the simulated unit', () => {
  const row = (file: string): { nm: Float64Array; first: Float64Array } => {
    const [head, first] = readFileSync(sharedData(`simulated-unit/${file}`)!, 'utf8').split('\n')
    const numbers = (line: string): Float64Array => Float64Array.from(line.split(',').slice(1), Number)
    return { nm: numbers(head!), first: numbers(first!) }
  }
  it('agrees with the published figures of patch P001', () => {
    const expected = JSON.parse(readFileSync(unit!, 'utf8')) as {
      _lab_P001_reference: Triple
      _de00_P001_raw: number
    }
    const reference = row('reference.csv')
    const raw = row('spectrometer.csv')
    const lab = labOfSpectrum(reference.first, reference.nm)
    lab.forEach((value, i) => expect(value).toBeCloseTo(expected._lab_P001_reference[i]!, 4.5))
    expect(deltaE2000(colourOf(raw.first, raw.nm).lab, lab)).toBeCloseTo(expected._de00_P001_raw, 4.5)
  })
})
