import type { PlateGeometry } from './geometry.ts'

/** A point, design pixels. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Where to scroll to after a zoom, so that the patch under the pointer stays there; without one the current patch is brought to the middle. */
export function keptPlace(
  before: PlateGeometry,
  now: PlateGeometry,
  {
    pointer,
    scrolled,
    room,
    current,
  }: {
    /** In the visible part. */
    readonly pointer: Place | undefined
    readonly scrolled: Place
    /** Size of the visible part. */
    readonly room: Place
    readonly current: { readonly row: number; readonly column: number } | undefined
  },
): Place {
  const middle = { x: room.x / 2, y: room.y / 2 }
  const to = pointer ?? middle
  const [column, row] =
    pointer === undefined && current !== undefined
      ? [current.column + 0.5, current.row + 0.5]
      : [(scrolled.x + to.x - before.left) / before.pitchX, (scrolled.y + to.y - before.top) / before.pitchY]
  return {
    x: Math.max(0, now.left + column * now.pitchX - to.x),
    y: Math.max(0, now.top + row * now.pitchY - to.y),
  }
}
