import type { Box } from './scene.ts'

/** What lies in the way of the readout: the vertical extent of a trace between two x, in pixels. */
export type Obstacle = (left: number, right: number) => readonly [top: number, bottom: number] | undefined

/** Where the readout stood last: it stays there as long as nothing is in its way. */
export interface Slot {
  readonly side: 'left' | 'right'
  readonly row: number
}

const ROWS = 5

/**
 * Place of the readout beside the cursor: right of it before left, high before low, where the least of the traces is
 * covered. `previous` is kept while it covers nothing, so that the box does not jump.
 */
export function placeReadout(
  area: Box,
  cursorX: number,
  size: { readonly width: number; readonly height: number },
  obstacles: readonly Obstacle[],
  previous: Slot | undefined,
  gap = 12,
): { readonly left: number; readonly top: number; readonly slot: Slot } {
  const places = candidates(area, cursorX, size, gap)
  const covered = (place: { left: number; top: number }): number =>
    obstacles.reduce((sum, obstacle) => {
      const extent = obstacle(place.left, place.left + size.width)
      if (extent === undefined) return sum
      return sum + Math.max(0, Math.min(extent[1], place.top + size.height) - Math.max(extent[0], place.top))
    }, 0)
  const kept = places.find((place) => place.slot.side === previous?.side && place.slot.row === previous.row)
  if (kept !== undefined && covered(kept) === 0) return kept
  let best = places[0]
  let least = Infinity
  for (const place of places) {
    const cost = covered(place)
    if (cost < least) {
      best = place
      least = cost
    }
  }
  return best ?? { left: area.left, top: area.top, slot: { side: 'right', row: 0 } }
}

function candidates(
  area: Box,
  cursorX: number,
  size: { width: number; height: number },
  gap: number,
): { left: number; top: number; slot: Slot }[] {
  const room = Math.max(0, area.bottom - area.top - size.height - 2 * gap)
  const sides: ['right' | 'left', number][] = [
    ['right', cursorX + gap],
    ['left', cursorX - gap - size.width],
  ]
  const fitting = sides.filter(([, left]) => left >= area.left && left + size.width <= area.right)
  const usable =
    fitting.length > 0
      ? fitting
      : [
          ['right', Math.max(area.left, Math.min(area.right - size.width, cursorX + gap))] as [
            'right',
            number,
          ],
        ]
  return usable.flatMap(([side, left]) =>
    Array.from({ length: ROWS }, (_, row) => ({
      left,
      top: area.top + gap + (room * row) / (ROWS - 1),
      slot: { side, row },
    })),
  )
}

/** Quarter of the area with the fewest points in it; 0 upper left, 1 upper right, 2 lower left, 3 lower right. */
export function emptiestQuarter(
  area: Box,
  points: Iterable<readonly [x: number, y: number]>,
  taken?: Box,
): number {
  const counts = [0, 0, 0, 0]
  const midX = (area.left + area.right) / 2
  const midY = (area.top + area.bottom) / 2
  for (const [x, y] of points) {
    const quarter = (x >= midX ? 1 : 0) + (y >= midY ? 2 : 0)
    counts[quarter] = (counts[quarter] ?? 0) + 1
  }
  if (taken !== undefined) {
    const quarter =
      ((taken.left + taken.right) / 2 >= midX ? 1 : 0) + ((taken.top + taken.bottom) / 2 >= midY ? 2 : 0)
    counts[quarter] = Infinity
  }
  return counts.indexOf(Math.min(...counts))
}
