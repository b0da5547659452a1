import { type Picture, scaled } from '../../../spectra/picture.ts'
import { turned } from '../../../spectra/turned-picture.ts'
import { brightness, columnMeans, type Plane, rowMeans } from './brightness.ts'

/** Side of the copy on which directions are sought. */
const WORK_SIDE = 200
/** Small turns that are tried, degrees. */
const REACH = 12

/** How much of red against blue follows a direction, as a share of its variance, weighted by brightness. */
function colourAlong({ width, height, rgb }: Picture, { values }: Plane): { x: number; y: number } {
  let [weight, mx, my, mc] = [0, 0, 0, 0]
  const each = (use: (w: number, x: number, y: number, colour: number) => void): void => {
    for (let i = 0; i < width * height; i++) {
      const w = values[i] ?? 0
      if (w < 12) continue
      const [r, g, b] = [rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0]
      use(w, i % width, Math.floor(i / width), (r - b) / (r + g + b + 1))
    }
  }
  each((w, x, y, colour) => {
    weight += w
    mx += w * x
    my += w * y
    mc += w * colour
  })
  if (weight === 0) return { x: 0, y: 0 }
  ;[mx, my, mc] = [mx / weight, my / weight, mc / weight]
  let [xx, yy, cc, xc, yc] = [1e-9, 1e-9, 1e-9, 0, 0]
  each((w, x, y, colour) => {
    xx += w * (x - mx) ** 2
    yy += w * (y - my) ** 2
    cc += w * (colour - mc) ** 2
    xc += w * (x - mx) * (colour - mc)
    yc += w * (y - my) * (colour - mc)
  })
  return { x: (xc * xc) / (xx * cc), y: (yc * yc) / (yy * cc) }
}

/** Sum of squared steps between neighbours: large where lines or edges stand straight up. */
const sharpness = (profile: Float64Array): number => {
  let sum = 0
  for (let i = 2; i < profile.length; i++) sum += ((profile[i] ?? 0) - (profile[i - 2] ?? 0)) ** 2
  return sum
}

/** How well lines stand upright and the band lies level at a turn. */
function order(picture: Picture, degrees: number): number {
  const plane = brightness(turned(picture, degrees))
  const { width, height } = plane
  // Only the middle, which every turn keeps.
  const columns = columnMeans(plane, Math.floor(height * 0.2), Math.ceil(height * 0.8))
  const middle = columns.subarray(Math.floor(width * 0.08), Math.ceil(width * 0.92))
  const rows = rowMeans(plane).subarray(Math.floor(height * 0.08), Math.ceil(height * 0.92))
  return sharpness(middle) + sharpness(rows)
}

/**
 * Degrees clockwise by which a photograph must be turned so that the dispersion runs along x. A quarter turn is told
 * by where the colours change, else by the longer side; then the turn that makes lines stand upright. 0 where nothing
 * shows a direction.
 */
export function findTurn(picture: Picture): number {
  const scale = Math.min(1, WORK_SIDE / Math.max(picture.width, picture.height))
  const [w, h] = [picture.width, picture.height].map((side) => Math.max(3, Math.round(side * scale)))
  const work = scaled(picture, w ?? 3, h ?? 3)
  // A strip has been cut already; between so few rows no angle can be seen.
  if (work.height * 5 < work.width) return 0
  const along = colourAlong(work, brightness(work))
  const upright = Math.max(along.x, along.y) < 0.05 ? work.height > 1.3 * work.width : along.y > along.x
  const quarter = upright ? 90 : 0
  const level = turned(work, quarter)
  let best = { degrees: 0, value: order(level, 0) * 1.03 }
  const attempt = (degrees: number): void => {
    const value = order(level, degrees)
    if (value > best.value) best = { degrees, value }
  }
  for (let degrees = -REACH; degrees <= REACH; degrees += 3) if (degrees !== 0) attempt(degrees)
  const coarse = best.degrees
  for (const step of [-2, -1, 1, 2]) attempt(coarse + step)
  const fine = best.degrees
  for (const step of [-0.5, 0.5]) attempt(fine + step)
  return quarter + best.degrees
}
