/** Room for pictures, design pixels, and the width of one of them as a share of its height. */
interface Room {
  readonly width: number
  readonly height: number
  readonly shape: number
}

/** Line with the name above every picture. */
const HEAD = 24
/** Narrower than this a name and a figure have no room beside each other. */
const NARROWEST = 150

/** Number of columns in which `count` pictures of the same shape become largest; with equal size the fewest rows. */
export function columnsFor(count: number, { width, height, shape }: Room): number {
  let best = 1
  let largest = -1
  for (let rows = 1; rows <= Math.max(1, count); rows++) {
    const columns = Math.max(1, Math.ceil(count / rows))
    const room = width / columns
    const size = Math.min(room / shape, height / rows - HEAD)
    if (size <= largest || (room < NARROWEST && columns > 1)) continue
    best = columns
    largest = size
  }
  return best
}
