import { expect, it } from 'vitest'
import { fitTemperature, fitThreshold, softmax } from '../../../model/lamps/calibration.ts'
import { lampFigures } from '../../../model/lamps/evaluation.ts'
import { seededRandom } from '../../../spectra/random.ts'

/** Scores whose softmax at temperature 1 is the truth, multiplied by a factor: too sure or too shy. */
function scored(factor: number) {
  const random = seededRandom(2)
  const labels: number[] = []
  const scores = new Float64Array(7 * 1500)
  for (let i = 0; i < 1500; i++) {
    const own = Float64Array.from({ length: 7 }, () => 2 * random.normal())
    const shares = softmax(own, 1)
    let left = random.next()
    labels.push(
      Math.max(
        0,
        shares.findIndex((share) => (left -= share) < 0),
      ),
    )
    own.forEach((score, k) => (scores[7 * i + k] = factor * score))
  }
  return { scores, labels }
}

it.each([0.4, 1, 3])('finds the temperature of scores that are %s times too large', (factor) => {
  const { scores, labels } = scored(factor)
  const temperature = fitTemperature(scores, labels)
  expect(temperature).toBeGreaterThan(factor * 0.85)
  expect(temperature).toBeLessThan(factor * 1.15)
  expect(lampFigures(scores, labels, temperature, 0).calibrationError).toBeLessThan(0.05)
})

it('sets the limit of "unknown" at the share it was asked for', () => {
  const { scores, labels } = scored(1)
  const threshold = fitThreshold(scores, labels.length, 1, 0.05)
  expect(lampFigures(scores, labels, 1, threshold).falseAlarms).toBeCloseTo(0.05, 2)
})
