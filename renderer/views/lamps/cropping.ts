import type { Crop } from './state.svelte.ts'

/** What a drag moves: the whole frame, an edge or a corner of it, or it draws a new one. */
export interface Grip {
  readonly x: 'left' | 'right' | 'both' | 'none'
  readonly y: 'top' | 'bottom' | 'both' | 'none'
}

/** Smallest frame, share of a side. */
const LEAST = 0.01
const limited = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value))

/** What lies under a pointer; `reach` is how near counts, in shares. */
export function gripAt(crop: Crop, x: number, y: number, reach: { x: number; y: number }): Grip {
  const [right, bottom] = [crop.left + crop.width, crop.top + crop.height]
  const near = (a: number, b: number, by: number): boolean => Math.abs(a - b) <= by
  const inside = x > crop.left && x < right && y > crop.top && y < bottom
  const overX = x >= crop.left - reach.x && x <= right + reach.x
  const overY = y >= crop.top - reach.y && y <= bottom + reach.y
  if (!overX || !overY) return { x: 'none', y: 'none' }
  const ofX = near(x, crop.left, reach.x) ? 'left' : near(x, right, reach.x) ? 'right' : 'none'
  const ofY = near(y, crop.top, reach.y) ? 'top' : near(y, bottom, reach.y) ? 'bottom' : 'none'
  return ofX === 'none' && ofY === 'none' && inside ? { x: 'both', y: 'both' } : { x: ofX, y: ofY }
}

function side(
  grip: 'near' | 'far' | 'both' | 'none',
  from: number,
  length: number,
  by: number,
): readonly [number, number] {
  if (grip === 'both') return [limited(from + by, 0, 1 - length), length]
  if (grip === 'near') {
    const start = limited(from + by, 0, from + length - LEAST)
    return [start, from + length - start]
  }
  if (grip === 'far') return [from, limited(length + by, LEAST, 1 - from)]
  return [from, length]
}

/** The frame after a drag by shares of the sides. */
export function dragged(crop: Crop, grip: Grip, dx: number, dy: number): Crop {
  const words = {
    left: 'near',
    top: 'near',
    right: 'far',
    bottom: 'far',
    both: 'both',
    none: 'none',
  } as const
  const [left, width] = side(words[grip.x], crop.left, crop.width, dx)
  const [top, height] = side(words[grip.y], crop.top, crop.height, dy)
  return { left, top, width, height }
}

/** A new frame between two points. */
export function between(ax: number, ay: number, bx: number, by: number): Crop {
  const [left, top] = [limited(Math.min(ax, bx), 0, 1 - LEAST), limited(Math.min(ay, by), 0, 1 - LEAST)]
  return {
    left,
    top,
    width: limited(Math.abs(bx - ax), LEAST, 1 - left),
    height: limited(Math.abs(by - ay), LEAST, 1 - top),
  }
}
