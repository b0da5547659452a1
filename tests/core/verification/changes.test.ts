import { describe, expect, it } from 'vitest'
import type { BenchChange } from '../../../contract/verify.ts'
import { benchChanges, type Compared } from '../../../core/verification/changes.ts'
import type { SessionLight } from '../../../core/verification/light.ts'
import type { ParameterChange, VerificationOutcome } from '../../../model/service.ts'

const figures = { rmse: 0.002, p95: 0.003, gfc: 0.9999, dE00: null }
const floor = {
  readings: 24,
  patches: 12,
  rmse: 0.001,
  accuracyOverFloor: 2,
  dE00: null,
  rawRmse: 0.001,
  budget: { repeatability: 0.2, reference: 0.2, pairing: 0, model: 0.6 },
}
const parameter = (name: ParameterChange['name'], before: number, now: number, standardError = 1e-4) => ({
  name,
  before,
  now,
  standardError,
  prior: { d0: 0.4, su: 0.01, g0: 0.01, o0: 0.004 }[name],
})
const outcome: VerificationOutcome = {
  raw: figures,
  corrected: figures,
  patches: [],
  foreign: 0,
  floor,
  noiseBefore: 0.0011,
}
const light: SessionLight = {
  whites: [0.02, 0.0202],
  dark: { level: 0.03, integrationMs: 12 },
  referenceWhite: 0.1,
}

const changes = (over: Partial<Compared> = {}): Record<string, BenchChange> =>
  Object.fromEntries(
    benchChanges({ before: light, now: light, outcome, readings: 2, placedAnew: true, ...over }).map(
      (row) => [row.name, row],
    ),
  )

describe('what changed since the session of the model', () => {
  it('is nothing where nothing did', () => {
    const found = changes()
    for (const name of ['white', 'referenceWhite', 'dark', 'repeatability'])
      expect(found[name]?.state, name).toBe('same')
  })

  it('tells the lamp from the spectrometer by what the reference saw', () => {
    const less = light.whites.map((value) => 0.88 * value)
    const lamp = changes({ now: { ...light, whites: less, referenceWhite: 0.088 } })['white']
    expect(lamp).toMatchObject({
      state: 'changed',
      sentence: expect.stringContaining('12.0 % less') as string,
    })
    expect(lamp?.sentence).toContain('the lamp or the white tile')
    expect(changes({ now: { ...light, whites: less } })['white']?.sentence).toContain(
      'fibre, slit or detector',
    )
    const { referenceWhite: _, ...blind } = light
    expect(changes({ before: blind, now: { ...blind, whites: less } })['white']?.sentence).toContain(
      'cannot be told apart',
    )
  })

  it('does not compare darks of unlike exposures', () => {
    const dark = { level: 0.05, integrationMs: 30 }
    const found = changes({ now: { ...light, dark } })['dark']
    expect(found).toMatchObject({ state: 'unknown', before: 0.03, now: 0.05 })
    expect(found?.sentence).toContain('30 ms now, 12 ms then')
    expect(changes({ now: { ...light, dark: { level: 0.05, integrationMs: 12 } } })['dark']?.state).toBe(
      'changed',
    )
  })

  it('speaks of the instrument, of which the correction is the opposite in gain and offset', () => {
    const moved = [
      parameter('d0', 0.8, 0.5),
      parameter('su', 0.01, 0.0102),
      parameter('g0', 0, 0),
      parameter('o0', 0, -0.004),
    ]
    const found = changes({ outcome: { ...outcome, changes: moved } })
    expect(found['wavelength']).toMatchObject({ state: 'changed', before: 0.8, now: 0.5, unit: 'nm' })
    expect(found['strayLight']?.state).toBe('same')
    expect(found['offset']).toMatchObject({ state: 'changed', now: 0.004 })
    expect(found['gain']).toMatchObject({ state: 'same', before: -0, now: -0 })
  })

  it('says so where the patches cannot tell', () => {
    const blind = [parameter('d0', 0.8, 0.1, 0.3)]
    expect(changes({ outcome: { ...outcome, changes: blind } })['wavelength']).toMatchObject({
      state: 'unknown',
    })
    for (const name of ['wavelength', 'strayLight', 'gain', 'offset'])
      expect(changes()[name]).toMatchObject({ state: 'unknown', before: null, now: null })
    expect(changes({ readings: 1 })['repeatability']?.sentence).toContain('read once')
    expect(changes({ placedAnew: false })['repeatability']?.sentence).toContain('one placement')
    expect(changes({ before: undefined })['white']?.sentence).toContain('not in this database')
    const noisy = { ...outcome, floor: { ...floor, rawRmse: 0.003 } }
    expect(changes({ outcome: noisy })['repeatability']).toMatchObject({ state: 'changed' })
  })
})
