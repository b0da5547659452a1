import { expect, it } from 'vitest'
import { countsOf, divided } from '../../../model/lamps/dataset.ts'
import { mirrored } from '../../../spectra/picture.ts'

/** A picture that tells its number and whether it is mirrored. */
const picture = (n: number) => ({ width: 2, height: 1, rgb: Uint8Array.of(n >> 8, n & 255, 1, 9, 9, 9) })
const numberOf = ({ rgb }: { rgb: Uint8Array }): number => {
  const own = rgb[2] === 1 ? rgb : mirrored({ width: 2, height: 1, rgb }).rgb
  return own[0]! * 256 + own[1]!
}

it('divides as the source does, with nothing on two sides', () => {
  // The counts of the source's class table.
  const counts = [506, 598, 280, 119, 54, 81, 103]
  const all = counts.flatMap((count, label) => Array.from({ length: count }, () => label))
  const pictures = all.map((label, n) => ({ label, picture: picture(n) }))
  const parts = divided(pictures, { seed: 1, atLeast: 400 })
  expect(countsOf(parts.test)).toEqual([51, 60, 28, 12, 5, 8, 10])
  expect(countsOf(parts.training).every((count) => count >= 400)).toBe(true)
  const numbers = (part: keyof typeof parts): Set<number> =>
    new Set(parts[part].map((one) => numberOf(one.picture)))
  const [training, validation, test] = [numbers('training'), numbers('validation'), numbers('test')]
  expect(training.size + validation.size + test.size).toBe(pictures.length)
  for (const number of test) expect(training.has(number) || validation.has(number)).toBe(false)
  const turned = parts.training.filter((one) => one.picture.rgb[2] !== 1).length / parts.training.length
  expect(turned).toBeGreaterThan(0.46)
  expect(turned).toBeLessThan(0.54)
  expect(divided(pictures, { seed: 1, atLeast: 400 })).toEqual(parts)
})
