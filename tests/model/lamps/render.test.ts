import { describe, expect, it } from 'vitest'
import { LAMP_CLASSES } from '../../../contract/lamps.ts'
import { seen } from '../../../model/lamps/features.ts'
import { loseAsJpeg } from '../../../model/lamps/render/jpeg-loss.ts'
import { TRAINING } from '../../../model/lamps/render/parameters.ts'
import { renderLamp } from '../../../model/lamps/render/render.ts'
import { seededRandom } from '../../../spectra/random.ts'

describe('rendered photographs', () => {
  it.each([...LAMP_CLASSES.map(({ label }) => label), 'unknown' as const])(
    'of class %s are the same for the same seed and never alike for another',
    (label) => {
      const one = renderLamp(seededRandom(3).fork('a'), label, TRAINING)
      expect([one.width, one.height, one.rgb.length]).toEqual([480, 15, 21_600])
      expect(renderLamp(seededRandom(3).fork('a'), label, TRAINING)).toEqual(one)
      expect(renderLamp(seededRandom(3).fork('b'), label, TRAINING)).not.toEqual(one)
    },
  )

  it('of neon are brightest in red, of mercury in several places', () => {
    const random = seededRandom(11)
    let redder = 0
    for (let i = 0; i < 40; i++) {
      const { rows } = seen(renderLamp(random, 3, { ...TRAINING, greyShare: 0, balance: [1, 1] }))
      const sums = [0, 1, 2].map((c) => rows.reduce((sum, value, k) => (k % 3 === c ? sum + value : sum), 0))
      if (sums[0]! > sums[2]!) redder++
    }
    expect(redder).toBeGreaterThan(36)
  })

  it('lose detail by compression, more at low quality', () => {
    const random = seededRandom(5)
    const pixels = Float32Array.from(
      { length: 3 * 64 * 16 },
      (_, i) => 120 + 60 * Math.sin(i / 9) + 20 * random.normal(),
    )
    const loss = (quality: number): number => {
      const copy = pixels.slice()
      loseAsJpeg(copy, 64, 16, quality)
      return Math.sqrt(copy.reduce((sum, value, i) => sum + (value - pixels[i]!) ** 2, 0) / copy.length)
    }
    expect(loss(95)).toBeLessThan(loss(50))
    expect(loss(50)).toBeLessThan(loss(10))
    const even = new Float32Array(3 * 64 * 16).fill(128)
    loseAsJpeg(even, 64, 16, 90)
    for (const value of even) expect(value).toBeCloseTo(128, 3)
  })
})
