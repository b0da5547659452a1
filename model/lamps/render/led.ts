import type { Random } from '../../../spectra/random.ts'
import { factorWithin } from './chance.ts'
import { gaussian, type LampLight, lopsided, smoothOf } from './lamp.ts'

const light = (smooth: Float64Array): LampLight => ({ smooth, lines: [] })

/** Light of one chip: narrow, its red side a little wider. */
function chip(random: Random, centre: number): (nm: number) => number {
  const deviation = random.uniform(6, 16) * (centre > 500 && centre < 570 ? 1.3 : 1)
  return (nm) => lopsided(nm, centre, deviation, deviation * 1.25)
}

/** Blue or violet pump under one or two phosphors: white from cold to warm. */
function white(random: Random): LampLight {
  const pump = chip(random, random.next() < 0.1 ? random.uniform(400, 425) : random.uniform(438, 470))
  const [centre, wide] = [random.uniform(530, 605), random.uniform(38, 62)]
  const strength = factorWithin(random, [0.25, 3.5])
  const red = random.next() < 0.5 ? random.uniform(0, 0.9) * strength : 0
  const [redCentre, redWide] = [random.uniform(605, 660), random.uniform(22, 45)]
  const cyan = random.next() < 0.15 ? random.uniform(0.1, 0.6) : 0
  // Narrow red lines of fluoride phosphors, 609 to 648 nm.
  const fluoride = random.next() < 0.1 ? random.uniform(0.3, 2.5) * strength : 0
  return light(
    smoothOf(
      (nm) =>
        pump(nm) +
        strength * lopsided(nm, centre, wide * 0.8, wide * 1.25) +
        red * lopsided(nm, redCentre, redWide, redWide * 1.2) +
        cyan * gaussian(nm, 490, 18) +
        fluoride *
          (gaussian(nm, 613, 1.8) * 0.6 +
            gaussian(nm, 631, 1.8) +
            gaussian(nm, 635, 1.8) * 0.6 +
            gaussian(nm, 648, 2) * 0.3),
    ),
  )
}

/** Red, green and blue chips, or the backlit screen behind such filters. */
function threeColours(random: Random): LampLight {
  const chips = [
    [random.uniform(445, 475), random.uniform(0.3, 1)],
    [random.uniform(512, 540), random.uniform(0.2, 1)],
    [random.uniform(615, 640), random.uniform(0.2, 1)],
  ].map(([centre = 0, strength = 0]) => ({ shape: chip(random, centre), strength }))
  return light(smoothOf((nm) => chips.reduce((sum, { shape, strength }) => sum + strength * shape(nm), 0)))
}

/** Four or five chips for white of good colour rendering, or phosphors of several colours over one pump. */
function cluster(random: Random): LampLight {
  const wide = random.next() < 0.5
  const count = 4 + random.integer(2)
  const chips = Array.from({ length: count }, (_, i) => {
    const centre = 445 + ((i + random.uniform(-0.25, 0.25)) * 185) / (count - 1)
    return { shape: chip(random, centre), strength: random.uniform(0.2, 1), centre }
  })
  return light(
    smoothOf((nm) =>
      chips.reduce(
        (sum, { shape, strength, centre }, i) =>
          sum + strength * (wide && i > 0 ? lopsided(nm, centre, 24, 32) : shape(nm)),
        0,
      ),
    ),
  )
}

/** A chip of one colour, sometimes over the light of a phosphor. */
function oneColour(random: Random): LampLight {
  const shape = chip(random, random.uniform(395, 690))
  const rest = random.next() < 0.3 ? random.uniform(0, 0.08) : 0
  return light(smoothOf((nm) => shape(nm) + rest * gaussian(nm, 560, 60)))
}

/** Light-emitting diodes, most of them white. */
export function led(random: Random): LampLight {
  const draw = random.next()
  if (draw < 0.6) return white(random)
  return draw < 0.7 ? cluster(random) : draw < 0.82 ? threeColours(random) : oneColour(random)
}
