import { describe, expect, it } from 'vitest'
import { conditionRows, hashRows } from '../../../renderer/views/sessions/provenance.ts'
import { provenance } from '../fake/provenance.ts'

const texts = (rows: readonly { name: string; value: string }[]): string[] =>
  rows.map(({ name, value }) => `${name}: ${value}`.replaceAll(/[\u2005\u2009\u00a0]/g, ' '))

describe('where a session comes from', () => {
  it('says how each instrument read, how old the white was, and what nobody measured', () => {
    expect(texts(conditionRows(provenance()))).toEqual([
      'Spectrometer, 2 darks: 4 ms × 25',
      'Spectrometer, 792 samples: 4 ms to 5.5 ms × 25 to 75',
      'Spectrometer, 5 whites: 4 ms × 25',
      'Reference, 660 samples: its own time',
      'Oldest white of a sample: 5 min 12 s',
      'Room temperature, humidity: not measured',
    ])
    const without = { ...provenance(), conditions: [], oldestWhiteMs: null }
    expect(texts(conditionRows(without))[0]).toBe('Oldest white of a sample: none was used')
  })

  it('names the hashes of pairs and weights in full, and what has none', () => {
    const { pairsHash } = provenance()
    const models = [{ version: 'v7', hash: 'abc123' }]
    expect(hashRows(provenance(), 'v7', models).map(({ value }) => value)).toEqual([pairsHash, 'abc123'])
    expect(texts(hashRows({ ...provenance(), pairsHash: null }, 'v6', models))).toEqual([
      'Pairs: none yet',
      'Weights of v6: not known',
    ])
    expect(hashRows(provenance(), null, models)).toHaveLength(1)
  })
})
