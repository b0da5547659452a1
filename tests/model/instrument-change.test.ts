import { beforeAll, describe, expect, it } from 'vitest'
import { instrumentChange } from '../../model/instrument-change.ts'
import { kennardStone } from '../../model/kennard-stone.ts'
import { takePairs } from '../../model/pairs.ts'
import type { PairTable, ParameterChange } from '../../model/service.ts'
import { benchScene, measure, PATCHES } from './support/bench.ts'

describe('what moved in an instrument', () => {
  const scene = benchScene(101)
  let training: PairTable
  let check: string[]
  beforeAll(() => {
    training = measure(
      scene,
      PATCHES.filter((_, i) => i % 8 === 1),
    )
    check = kennardStone(training.x, 12).map((row) => training.ids[row]!)
  })
  const moved = (now: PairTable): Record<string, ParameterChange> =>
    Object.fromEntries(instrumentChange(training, training, now)!.map((one) => [one.name, one]))

  it('is nothing at all between a session and itself', () => {
    for (const { before, now, standardError } of Object.values(
      moved(takePairs(training, [3, 9, 20, 41, 60])),
    )) {
      expect(now - before).toBeCloseTo(0, 9)
      expect(standardError).toBeCloseTo(0, 9)
    }
  })

  it('is a wavelength slip where the wavelengths slipped, known as well as it says', () => {
    scene.drift({ shiftNm: -0.6 })
    const { d0, su } = moved(measure(scene, check))
    const error = d0!.now - d0!.before + 0.6
    expect(Math.abs(error)).toBeLessThan(3 * Math.max(0.08, d0!.standardError))
    expect(d0!.standardError).toBeLessThan(0.3)
    expect(Math.abs(su!.now - su!.before)).toBeLessThan(0.004)
  }, 120_000)

  it('cannot be told from fewer than four common patches', () => {
    const three = takePairs(training, [3, 9, 20])
    expect(instrumentChange(training, training, three)).toBeUndefined()
    const strangers = { ...training, ids: training.ids.map((id) => `${id} of another plate`) }
    expect(instrumentChange(training, training, strangers)).toBeUndefined()
  })
})
