import type { EmissionLine } from '../../../spectra/lines.ts'
import type { Random } from '../../../spectra/random.ts'
import { about, factorWithin } from './chance.ts'
import { elementLines, glow } from './discharge.ts'
import { gaussian, type LampLight, lopsided, mixed, smoothOf } from './lamp.ts'

const NOTHING = smoothOf(() => 0)

/** A group of narrow phosphor lines around a wavelength, as rare earths emit: nm and share each. */
type Group = readonly (readonly [nm: number, share: number])[]

/** Terbium (CAT, LAP): green phosphor of three-band lamps. */
const TERBIUM: Group = [
  ...([
    [485.5, 0.14],
    [488.5, 0.2],
    [491, 0.1],
    [541.8, 0.6],
    [544, 0.75],
    [546, 0.55],
  ] as const),
  ...([
    [549, 0.2],
    [583, 0.12],
    [586, 0.16],
    [589, 0.1],
    [619, 0.04],
    [622, 0.04],
  ] as const),
]
/** Europium in yttrium oxide: red phosphor of three-band lamps. */
const EUROPIUM: Group = [
  ...([
    [580.8, 0.03],
    [587.5, 0.09],
    [593, 0.11],
    [599.5, 0.09],
    [611.6, 1],
    [613, 0.3],
  ] as const),
  ...([
    [624, 0.05],
    [629.5, 0.16],
    [631.5, 0.12],
    [650.5, 0.08],
    [662, 0.06],
    [687, 0.06],
  ] as const),
  ...([
    [693, 0.06],
    [707, 0.12],
    [709.5, 0.16],
  ] as const),
]
/** Europium in yttrium vanadate: red phosphor of high-pressure mercury lamps. */
const VANADATE: Group = [
  ...([
    [594, 0.15],
    [608, 0.1],
    [615, 0.5],
    [619, 1],
    [650, 0.06],
    [699, 0.2],
    [704, 0.3],
  ] as const),
]

const groupLines = (random: Random, group: Group, strength: number): EmissionLine[] =>
  group.map(([nm, share]) => ({ nm, strength: strength * share * about(random, 0.12) }))

/** Three-band tube, compact lamp or cold-cathode lamp: blue band, green and red groups, mercury through. */
function threeBand(random: Random): LampLight {
  const [blue, green, red] = [0.25, 0.3, 0.28].map((spread) => about(random, spread))
  const lines = [
    ...groupLines(random, TERBIUM, 9 * (green ?? 1)),
    ...groupLines(random, EUROPIUM, 10 * (red ?? 1)),
  ]
  const band = random.uniform(0, 0.35) * (blue ?? 1)
  const [centre, width] = [random.uniform(445, 458), random.uniform(18, 28)]
  // Lamps of good colour rendering add a blue-green and a deep red band.
  const better = random.next() < 0.25 ? random.uniform(0.03, 0.2) : 0
  const smooth = smoothOf(
    (nm) => band * lopsided(nm, centre, width * 0.8, width * 1.2) + better * gaussian(nm, 490, 28) + 0.006,
  )
  const mercury = { smooth: NOTHING, lines: elementLines(random, 'mercury', 0.3) }
  return mixed([1, { smooth, lines }], [factorWithin(random, [0.15, 0.7]), mercury])
}

/** Wide bells of antimony and manganese in halophosphate, in lamps of good colour rendering with more of them. */
function bells(random: Random): LampLight {
  const [antimony, manganese] = [random.uniform(0.15, 1), random.uniform(0.4, 1)]
  const [first, second] = [random.uniform(455, 500), random.uniform(565, 625)]
  const more = Array.from({ length: random.next() < 0.5 ? 0 : 1 + random.integer(2) }, () => ({
    centre: random.uniform(430, 670),
    width: random.uniform(18, 50),
    strength: random.uniform(0.1, 0.9),
  }))
  const smooth = smoothOf(
    (nm) =>
      antimony * lopsided(nm, first, 38, 55) +
      manganese * lopsided(nm, second, 32, 40) +
      more.reduce((sum, { centre, width, strength }) => sum + strength * gaussian(nm, centre, width), 0),
  )
  return { smooth, lines: [] }
}

/** Halophosphate tube or lamp with broad phosphors, mercury through them; some with narrow groups beside. */
function broad(random: Random): LampLight {
  const mercury = { smooth: NOTHING, lines: elementLines(random, 'mercury', 0.25) }
  const narrow = random.next() < 0.25 ? factorWithin(random, [0.1, 1]) : 0
  return mixed([1, bells(random)], [factorWithin(random, [0.2, 4]), mercury], [narrow, threeBand(random)])
}

/** Bare mercury: germicidal tube, spectral lamp, street lamp with or without a red phosphor. */
function bare(random: Random): LampLight {
  const mercury = { smooth: NOTHING, lines: elementLines(random, 'mercury', 0.35) }
  const red = random.next() < 0.35 ? factorWithin(random, [0.5, 10]) : 0
  const phosphor = { smooth: NOTHING, lines: groupLines(random, VANADATE, red) }
  const argon = random.next() < 0.3 ? factorWithin(random, [0.01, 0.15]) : 0
  return mixed(
    [1, mercury],
    [1, phosphor],
    [1, glow(random, 0.1)],
    [argon, { smooth: NOTHING, lines: elementLines(random, 'argon', 0.3) }],
  )
}

/** Fluorescent, cold-cathode and mercury lamps, the first two more often. */
export function mercury(random: Random): LampLight {
  const draw = random.next()
  return draw < 0.56 ? threeBand(random) : draw < 0.84 ? broad(random) : bare(random)
}
