import type { Random } from '../../../spectra/random.ts'
import { gaussian, type LampLight, smoothOf } from './lamp.ts'

/** Second radiation constant, nm K. */
const C2 = 1.4388e7

/** Spectral power of a black body, 1 at 560 nm (Planck). */
const planck = (nm: number, kelvin: number): number =>
  ((560 / nm) ** 5 * Math.expm1(C2 / (kelvin * 560))) / Math.expm1(C2 / (kelvin * nm))

/** Absorption in the light of the sun: centre, width and depth at a resolution of about 1 nm. */
const ABSORPTION: readonly (readonly [nm: number, width: number, depth: number])[] = [
  ...([
    [393.4, 1.2, 0.6],
    [396.8, 1.1, 0.55],
    [410.2, 0.6, 0.2],
    [430.8, 1.1, 0.35],
  ] as const),
  ...([
    [438.4, 0.6, 0.2],
    [486.1, 0.6, 0.3],
    [517.5, 1.3, 0.3],
    [527, 0.7, 0.2],
  ] as const),
  ...([
    [589.3, 0.6, 0.3],
    [656.3, 0.6, 0.35],
    [687.5, 1.5, 0.4],
    [718, 4, 0.15],
  ] as const),
  ...([[760.8, 2, 0.7]] as const),
]

/** Filament: incandescent, halogen, flame, dimmed or behind glass. */
function filament(random: Random): LampLight {
  const kelvin = random.uniform(1900, 3400)
  const tint = random.next() < 0.2 ? random.uniform(0, 0.25) : 0
  const centre = random.uniform(480, 620)
  return { smooth: smoothOf((nm) => planck(nm, kelvin) * (1 - tint * gaussian(nm, centre, 50))), lines: [] }
}

/** Sun, sky, cloud, moon, star: a hot body with absorption lines, bluer or redder by scattering. */
function daylight(random: Random): LampLight {
  const kelvin = random.uniform(4000, 8500)
  const scatter = random.uniform(-1, 2.5)
  const deep = random.next() < 0.85 ? random.uniform(0.2, 1.3) : 0
  const smooth = smoothOf((nm) => {
    const absorbed = ABSORPTION.reduce(
      (left, [centre, width, depth]) =>
        left * (1 - Math.min(0.95, depth * deep) * gaussian(nm, centre, width)),
      1,
    )
    return planck(nm, kelvin) * (560 / nm) ** scatter * absorbed
  })
  return { smooth, lines: [] }
}

/** Continuous light. */
export function continuum(random: Random): LampLight {
  return random.next() < 0.5 ? filament(random) : daylight(random)
}
