import type { Random } from '../../../spectra/random.ts'
import type { Sensitivities } from './camera.ts'
import { factorWithin, within } from './chance.ts'
import { type LampLight, powerAt } from './lamp.ts'
import type { RenderParameters } from './parameters.ts'

/** Places per pixel at which light is added up before it is blurred. */
const OVERSAMPLING = 2

/** Where wavelengths fall: nm at a share 0..1 of the width. */
export interface Axis {
  nmAt(share: number): number
  /** Share of the width where a wavelength falls; may lie outside 0..1. */
  shareOf(nm: number): number
}

/** An axis that shows most of the visible range somewhere in the picture, a little bent. */
export function drawAxis(random: Random, parameters: RenderParameters): Axis {
  const visible = within(random, parameters.visibleShare)
  const slope = 300 / visible
  const bend = within(random, parameters.bend) * slope
  const lost = 250 * (1 - parameters.keptShare)
  // The picture starts at the latest inside 420 nm + lost and ends at the earliest at 670 nm - lost.
  const latest = 420 + lost
  const earliest = Math.min(latest, 670 - lost - slope)
  const start = random.uniform(Math.max(earliest, latest - 1.2 * slope), latest)
  const nmAt = (share: number): number => start + slope * share + bend * share * (1 - share)
  return {
    nmAt,
    shareOf(nm) {
      let share = (nm - start) / slope
      for (let round = 0; round < 6; round++) share -= (nmAt(share) - nm) / (slope + bend * (1 - 2 * share))
      return share
    },
  }
}

/** A running mean of odd length; the ends are continued. */
function boxBlurred(values: Float64Array, length: number): Float64Array {
  const half = Math.max(0, Math.floor(length / 2))
  if (half === 0) return values
  const last = values.length - 1
  const get = (i: number): number => values[Math.min(last, Math.max(0, i))] ?? 0
  const out = new Float64Array(values.length)
  let sum = 0
  for (let i = -half; i <= half; i++) sum += get(i)
  for (let i = 0; i <= last; i++) {
    out[i] = sum / (2 * half + 1)
    sum += get(i + half + 1) - get(i - half)
  }
  return out
}

/** Close to a Gaussian: three running means whose variances add up. */
function bellBlurred(values: Float64Array, deviation: number): Float64Array {
  const length = 2 * Math.round((Math.sqrt(4 * deviation * deviation + 1) - 1) / 2) + 1
  return boxBlurred(boxBlurred(boxBlurred(values, length), length), length)
}

/** What blurs a picture along its width. */
export interface Blur {
  readonly slitShare: number
  readonly blurShare: number
  readonly wings: number
  readonly wingShare: number
}

export function drawBlur(random: Random, parameters: RenderParameters, axis: Axis): Blur {
  const visible = Math.abs(axis.shareOf(700) - axis.shareOf(400))
  return {
    slitShare: visible * factorWithin(random, parameters.slitShare),
    blurShare: visible * factorWithin(random, parameters.blurShare),
    wings: within(random, parameters.wings) * random.next(),
    wingShare: random.uniform(0.015, 0.09),
  }
}

/**
 * The light that falls on a row of pixels, through the camera's three filters.
 * @param second share of the second order, which shows half the wavelength
 * @returns three arrays of `width` pixels, linear, no unit
 */
export function rowOfLight(
  light: LampLight,
  axis: Axis,
  sensitivities: Sensitivities,
  blur: Blur,
  second: number,
  width: number,
): Float64Array[] {
  const places = width * OVERSAMPLING
  const rows = [0, 1, 2].map(() => new Float64Array(places))
  const fall = (place: number, nm: number, power: number): void => {
    if (power <= 0) return
    const through = sensitivities(nm)
    for (let c = 0; c < 3; c++) {
      const row = rows[c]
      if (row) row[place] = (row[place] ?? 0) + power * (through[c] ?? 0)
    }
  }
  for (let i = 0; i < places; i++) {
    const nm = axis.nmAt((i + 0.5) / places)
    const nmPerPlace = axis.nmAt((i + 1) / places) - axis.nmAt(i / places)
    fall(i, nm, powerAt(light.smooth, nm) * nmPerPlace)
    if (second > 0) fall(i, nm / 2, (second * powerAt(light.smooth, nm / 2) * nmPerPlace) / 2)
  }
  for (const { nm, strength } of light.lines)
    for (const order of second > 0 ? [1, 2] : [1]) {
      const place = Math.floor(axis.shareOf(order * nm) * places)
      if (place >= 0 && place < places) fall(place, nm, strength * (order === 1 ? 1 : second))
    }
  return rows.map((row) => {
    const slit = boxBlurred(row, Math.round(blur.slitShare * places))
    const sharp = bellBlurred(slit, blur.blurShare * places)
    const wide = bellBlurred(row, blur.wingShare * places)
    const pixels = new Float64Array(width)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = x * OVERSAMPLING; i < (x + 1) * OVERSAMPLING; i++)
        sum += (sharp[i] ?? 0) * (1 - blur.wings) + (wide[i] ?? 0) * blur.wings
      pixels[x] = sum
    }
    return pixels
  })
}
