import type { Random } from '../../../spectra/random.ts'

/** What decides the size of the network. */
export interface UNetShape {
  /** Bands of the cubes. */
  readonly bands: number
  /** Channels of the levels, from the finest to the coarsest. */
  readonly widths: readonly number[]
}

/** Bands, rows and columns of the one filter of the front end, and its step (Engstrom et al. 2025, arXiv 2504.14131). */
export const FRONT = { bands: 7, side: 2, step: 2 } as const

/** Widths that learn in minutes on two cores; the paper's are 64 to 1024. */
export const DEFAULT_WIDTHS: readonly number[] = [8, 16, 32]

/** A weight: its place in the list is its place in the flat vector of all. */
export interface WeightPart {
  readonly name: string
  readonly shape: readonly number[]
  /** Biases carry no L2 penalty. */
  readonly penalised: boolean
}

export const sizeOfPart = ({ shape }: WeightPart): number =>
  shape.reduce((product, side) => product * side, 1)

/** Pixels of the cube that one pixel of the coarsest level covers: tiles begin at multiples of it. */
export const alignment = ({ widths }: UNetShape): number => FRONT.step * 2 ** (widths.length - 1)

function convolution(name: string, side: number, from: number, to: number): WeightPart[] {
  return [
    { name: `${name} kernel`, shape: [side, side, from, to], penalised: true },
    { name: `${name} bias`, shape: [to], penalised: false },
  ]
}

/** All weights in the order in which the network uses them. */
export function weightParts({ bands, widths }: UNetShape): WeightPart[] {
  const parts: WeightPart[] = [
    { name: 'front kernel', shape: [FRONT.bands, FRONT.side * FRONT.side], penalised: true },
    { name: 'front bias', shape: [1], penalised: false },
  ]
  let from = bands - FRONT.bands + 1
  for (const [level, width] of widths.entries()) {
    parts.push(
      ...convolution(`down ${level} a`, 3, from, width),
      ...convolution(`down ${level} b`, 3, width, width),
    )
    from = width
  }
  for (let level = widths.length - 2; level >= 0; level--) {
    const width = widths[level] ?? 0
    parts.push(
      ...convolution(`up ${level}`, 1, from, width),
      ...convolution(`join ${level} a`, 3, 2 * width, width),
      ...convolution(`join ${level} b`, 3, width, width),
    )
    from = width
  }
  return [...parts, ...convolution('out', 1, from, 1)]
}

/** He initialisation (He et al. 2015): normal with variance 2 / fan-in, biases 0. */
export function initialWeights(shape: UNetShape, random: Random): Float32Array {
  const parts = weightParts(shape)
  const weights = new Float32Array(parts.reduce((sum, part) => sum + sizeOfPart(part), 0))
  let at = 0
  for (const part of parts) {
    const size = sizeOfPart(part)
    const fanIn = part.name === 'front kernel' ? size : size / (part.shape.at(-1) ?? 1)
    if (part.penalised)
      for (let k = 0; k < size; k++) weights[at + k] = Math.sqrt(2 / fanIn) * random.normal()
    at += size
  }
  return weights
}
