import type { Random } from '../../../spectra/random.ts'
import { factorWithin } from './chance.ts'
import { argon, glow } from './discharge.ts'
import { gaussian, type LampLight, mixed, smoothOf } from './lamp.ts'

const NOTHING = smoothOf(() => 0)

/** Sodium lamp: the doublet alone, or at high pressure wide with a gap where the vapour absorbs its own light. */
function sodium(random: Random): LampLight {
  const pressure = random.next() < 0.4 ? 0 : random.uniform(0.3, 1)
  const width = 6 + 22 * pressure
  const smooth = smoothOf(
    (nm) =>
      pressure *
      (gaussian(nm, 590, width) * (1 - 0.9 * gaussian(nm, 589.3, 2 + 3 * pressure)) +
        0.25 * gaussian(nm, 610, 50)),
  )
  const side = [498, 515, 568.5, 616, 467, 449.5].map((nm) => ({
    nm,
    strength: pressure * random.uniform(1, 6),
  }))
  return { smooth, lines: [{ nm: 589.3, strength: pressure === 0 ? 20 : 2 }, ...side] }
}

/** Lines where chance has put them. */
function anyLines(random: Random): LampLight {
  const lines = Array.from({ length: 2 + random.integer(24) }, () => ({
    nm: random.uniform(400, 700),
    strength: factorWithin(random, [0.3, 12]),
  }))
  return mixed([1, { smooth: NOTHING, lines }], [1, glow(random, 0.3)])
}

/** Bells and gaps where chance has put them: coloured glass, dyes, no lamp of the list. */
function anyBells(random: Random): LampLight {
  const bells = Array.from({ length: 3 + random.integer(7) }, () => ({
    centre: random.uniform(390, 720),
    width: factorWithin(random, [3, 25]),
    height: random.next(),
  }))
  const power = (nm: number): number =>
    bells.reduce((sum, { centre, width, height }) => sum + height * gaussian(nm, centre, width), 0)
  return { smooth: smoothOf(power), lines: [] }
}

/** Light of no class: sodium, argon, lines and bells by chance. Pictures without a spectrum are in scenes.ts. */
export function stranger(random: Random): LampLight {
  const draw = random.next()
  if (draw < 0.3) return sodium(random)
  if (draw < 0.5) return argon(random)
  return draw < 0.8 ? anyLines(random) : anyBells(random)
}
