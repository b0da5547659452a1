import { describe, expect, it } from 'vitest'
import { LAMP_CLASSES } from '../../../contract/lamps.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { at } from '../../../spectra/at.ts'
import { classMeans } from '../../../model/lamps/class-means.ts'
import { seen } from '../../../model/lamps/features.ts'
import { laidMean } from '../../../model/lamps/nearest-mean.ts'
import { TRAINING } from '../../../model/lamps/render/parameters.ts'
import { renderLamp } from '../../../model/lamps/render/render.ts'
import { PICTURE_NM, pictureOfSpectrum } from '../../../model/lamps/spectrum-picture.ts'
import { rowOf } from '../../../model/linear/matrix.ts'

describe('the mean of a class', () => {
  it('has its peak at 1 and its lines where they are', () => {
    const means = classMeans()
    for (const { label } of LAMP_CLASSES) expect(Math.max(...rowOf(means, label))).toBeCloseTo(1, 12)
    const helium = rowOf(means, 4)
    const highest = helium.indexOf(Math.max(...helium))
    expect(Math.abs(at(PICTURE_NM, highest) - 587.56)).toBeLessThan(1)
  })

  it('is laid on the axis it was drawn with', () => {
    for (const label of [1, 3, 4] as const) {
      const picture = pictureOfSpectrum(PICTURE_NM, rowOf(classMeans(), label))
      const { rows } = seen(picture)
      const laid = laidMean(rows, label)
      // The camera's red and infrared are dark: only what shines can be laid.
      expect(Math.abs(laid.fromNm - 390)).toBeLessThanOrEqual(10)
      expect(Math.abs(laid.toNm - 740)).toBeLessThanOrEqual(16)
      expect(laid.correlation).toBeGreaterThan(0.9)
      const turned = Float32Array.from(
        { length: rows.length },
        (_, i) => rows[3 * (479 - Math.floor(i / 3)) + (i % 3)]!,
      )
      const back = laidMean(turned, label)
      expect([back.fromNm, back.toNm]).toEqual([laid.toNm, laid.fromNm])
    }
  })

  it('fits photographs of its class better than those of others, on the whole', { timeout: 120_000 }, () => {
    const random = seededRandom(4)
    const fits = LAMP_CLASSES.map(({ label }) => {
      const { rows } = seen(renderLamp(random.fork(`lamp ${label}`), label, TRAINING))
      const other = (label + 3) % 7
      return { own: laidMean(rows, label).correlation, other: laidMean(rows, other).correlation }
    })
    const own = fits.map((fit) => fit.own)
    const others = fits.map((fit) => fit.other)
    process.stdout.write(
      `own ${own.map((r) => r.toFixed(2)).join(' ')}; others ${others.map((r) => r.toFixed(2)).join(' ')}\n`,
    )
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    expect(mean(own)).toBeGreaterThan(mean(others) + 0.05)
  })
})
