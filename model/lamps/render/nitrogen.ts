import type { Random } from '../../../spectra/random.ts'
import { about, factorWithin } from './chance.ts'
import { glow } from './discharge.ts'
import { type LampLight, mixed, smoothOf } from './lamp.ts'

/** A band head in nm and its strength; the band fades from the head towards short waves. */
type Head = readonly [nm: number, strength: number]

/** Second positive system, violet (heads after Pearse and Gaydon, The Identification of Molecular Spectra). */
const SECOND_POSITIVE: readonly Head[] = [
  ...([
    [337.1, 1],
    [357.7, 1],
    [375.5, 0.4],
    [380.5, 0.7],
    [394.3, 0.25],
    [399.8, 0.4],
  ] as const),
  ...([
    [405.9, 0.4],
    [414.2, 0.1],
    [420, 0.25],
    [427, 0.25],
    [434.4, 0.15],
    [441.7, 0.06],
  ] as const),
  ...([
    [449, 0.06],
    [457.4, 0.06],
    [466.7, 0.05],
    [472.4, 0.03],
    [481.5, 0.03],
    [491.7, 0.02],
  ] as const),
]
/** First positive system: groups of evenly spaced heads from green to red. */
const FIRST_POSITIVE: readonly Head[] = [
  ...([
    [503.1, 0.06],
    [507.5, 0.06],
    [512, 0.06],
    [530.5, 0.12],
    [533.9, 0.15],
    [537.3, 0.18],
  ] as const),
  ...([
    [540.7, 0.2],
    [544.2, 0.2],
    [547.8, 0.2],
    [551.5, 0.18],
    [555.3, 0.15],
    [575.5, 0.55],
  ] as const),
  ...([
    [580.4, 0.65],
    [585.4, 0.65],
    [590.6, 0.6],
    [595.9, 0.55],
    [601.4, 0.5],
    [607, 0.4],
  ] as const),
  ...([
    [612.7, 0.3],
    [618.6, 0.2],
    [625.3, 0.35],
    [632.3, 0.5],
    [639.5, 0.65],
    [646.8, 0.75],
  ] as const),
  ...([
    [654.5, 0.8],
    [662.4, 0.75],
    [670.5, 0.65],
    [678.8, 0.5],
    [687.5, 0.35],
    [696, 0.2],
  ] as const),
  ...([
    [716.5, 0.3],
    [727.3, 0.5],
    [738.7, 0.7],
    [750.4, 0.9],
    [762.6, 0.9],
    [775.3, 0.8],
  ] as const),
]
/** First negative system of the ion, beside the others in strong discharges. */
const ION: readonly Head[] = [
  [391.4, 1],
  [427.8, 0.35],
  [470.9, 0.08],
]

/** Bands of one system: steep over `edgeNm` on the long side, fading over `tailNm` on the short side. */
function bands(random: Random, heads: readonly Head[], tailNm: number, edgeNm: number): LampLight {
  const drawn = heads.map(([nm, strength]): Head => [nm, strength * about(random, 0.2)])
  const smooth = smoothOf((nm) => {
    let sum = 0
    for (const [head, strength] of drawn) {
      const away = head - nm
      if (away > -3 * edgeNm && away < 8 * tailNm)
        sum += strength * (away < 0 ? Math.exp(-0.5 * (away / edgeNm) ** 2) : Math.exp(-away / tailNm))
    }
    return sum
  })
  return { smooth, lines: [] }
}

/** Nitrogen tube: violet bands and striped orange and red, in varying proportion. */
export function nitrogen(random: Random): LampLight {
  return mixed(
    [factorWithin(random, [0.4, 4]), bands(random, SECOND_POSITIVE, random.uniform(1.5, 3), 0.7)],
    [1, bands(random, FIRST_POSITIVE, random.uniform(2, 5), 0.9)],
    [random.next() < 0.4 ? random.next() * 1.5 : 0, bands(random, ION, 2.5, 0.7)],
    [1, glow(random, 0.15)],
  )
}
