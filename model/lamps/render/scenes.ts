import type { Picture } from '../../../spectra/picture.ts'
import type { Random } from '../../../spectra/random.ts'
import { factorWithin, within } from './chance.ts'
import type { RenderParameters } from './parameters.ts'
import { developed } from './photograph.ts'

/** A wave of chance across the picture, per channel. */
function drawWaves(random: Random, count: number): (x: number, y: number, channel: number) => number {
  const waves = Array.from({ length: count }, () => {
    const frequency = factorWithin(random, [0.5, 40])
    const angle = random.uniform(0, Math.PI)
    return {
      across: frequency * Math.cos(angle),
      down: frequency * Math.sin(angle) * 0.1,
      phase: random.uniform(0, 2 * Math.PI),
      height: [0, 1, 2].map(() => random.uniform(0.3, 1) / Math.sqrt(frequency)),
    }
  })
  return (x, y, channel) =>
    waves.reduce(
      (sum, { across, down, phase, height }) =>
        sum + (height[channel] ?? 0) * Math.sin(2 * Math.PI * (across * x + down * y) + phase),
      0,
    )
}

/** A picture without a spectrum: dark noise, an even wall, or a scene of waves. */
export function scene(random: Random, parameters: RenderParameters): Picture {
  const width = Math.round(factorWithin(random, parameters.widthPixels))
  const height = Math.round(within(random, parameters.rows))
  const kind = random.next()
  const level = kind < 0.3 ? random.uniform(0, 0.02) : random.uniform(0.05, 0.9)
  const contrast = kind < 0.5 ? 0 : random.uniform(0.1, 0.6)
  const waves = drawWaves(random, 4 + random.integer(12))
  const tint = [random.uniform(0.4, 1), random.uniform(0.4, 1), random.uniform(0.4, 1)]
  const pixels = new Float64Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        pixels[3 * (y * width + x) + c] =
          level * (tint[c] ?? 1) * Math.max(0, 1 + contrast * waves(x / width, y / height, c))
  return developed(random, pixels, { width, height }, parameters)
}
