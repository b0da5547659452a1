import { EMISSION_LINES, type Element, type EmissionLine } from '../../../spectra/lines.ts'
import type { Random } from '../../../spectra/random.ts'
import { about, factorWithin } from './chance.ts'
import { gaussian, type LampLight, mixed, smoothOf } from './lamp.ts'

/** Scale of lines against smooth light per nm: the strongest line holds as much as this many nm. */
const LINE_NM = 10

/** Lines of an element, each brighter or weaker by chance as pressure and current have it. */
export function elementLines(random: Random, element: Element, spread: number): EmissionLine[] {
  return EMISSION_LINES[element].map(({ nm, strength }) => ({
    nm,
    strength: LINE_NM * strength * about(random, spread),
  }))
}

/** Weak lines of no name, denser towards a centre. */
function weakLines(
  random: Random,
  count: number,
  centre: number,
  width: number,
  most: number,
): EmissionLine[] {
  return Array.from({ length: count }, () => ({
    nm: centre + width * random.normal(),
    strength: LINE_NM * most * random.next() ** 3,
  }))
}

/** Glow that every tube shows under its lines: recombination, glass, hot electrodes. */
export function glow(random: Random, most: number): LampLight {
  const level = most * random.next() ** 2
  const [centre, width] = [random.uniform(440, 640), random.uniform(60, 200)]
  return { smooth: smoothOf((nm) => level * (0.4 + gaussian(nm, centre, width))), lines: [] }
}

/** Traces of another gas, often mercury or what the seal let in. */
function traces(random: Random, element: Element): LampLight {
  const level = random.next() < 0.25 ? factorWithin(random, [0.005, 0.08]) : 0
  return mixed([level, { smooth: smoothOf(() => 0), lines: elementLines(random, element, 0.3) }])
}

/** Neon tube, sign or indicator lamp. */
export function neon(random: Random): LampLight {
  const lines = elementLines(random, 'neon', 0.35)
  // Indicator lamps also show the weak green lines (2p to 3d, 500 to 540 nm).
  const green = weakLines(random, 14, 520, 18, random.next() * 0.06)
  const own = { smooth: smoothOf(() => 0), lines: [...lines, ...green] }
  return mixed([1, own], [1, glow(random, 0.12)], [1, traces(random, 'argon')])
}

/** Helium tube. */
export function helium(random: Random): LampLight {
  const own = { smooth: smoothOf(() => 0), lines: elementLines(random, 'helium', 0.4) }
  return mixed([1, own], [1, glow(random, 0.1)], [1, traces(random, 'hydrogen')])
}

/** Hydrogen tube: Balmer lines over the many lines of the molecule (Fulcher bands around 610 nm, and blue-green). */
export function hydrogen(random: Random): LampLight {
  const own = { smooth: smoothOf(() => 0), lines: elementLines(random, 'hydrogen', 0.45) }
  const level = factorWithin(random, [0.002, 0.14])
  const molecule = [
    ...weakLines(random, 60, 605, 28, level),
    ...weakLines(random, 40, 470, 28, level * 0.6),
    ...weakLines(random, 40, 540, 50, level * 0.4),
  ]
  const rest = { smooth: smoothOf(() => 0), lines: molecule }
  return mixed([1, own], [1, rest], [1, glow(random, 0.1)], [1, traces(random, 'mercury')])
}

/** Argon tube: none of the seven classes. */
export function argon(random: Random): LampLight {
  const own = { smooth: smoothOf(() => 0), lines: elementLines(random, 'argon', 0.4) }
  const blue = { smooth: smoothOf(() => 0), lines: weakLines(random, 40, 440, 30, 0.3) }
  return mixed([1, own], [random.uniform(0.2, 1), blue], [1, glow(random, 0.1)])
}
