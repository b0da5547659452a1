/** Where the cells of a plate lie on the canvas, in design pixels. */
export interface PlateGeometry {
  readonly rows: number
  readonly columns: number
  /** Left and top edge of the first cell. */
  readonly left: number
  readonly top: number
  /** Distance from cell to cell; the gap of well is inside it. */
  readonly pitchX: number
  readonly pitchY: number
}

/** A rectangle on the canvas. */
export interface CellBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const LABELS_LEFT = 30
const LABELS_TOP = 22
const EDGE = 14
const GAP = 2
/** Cells wider than this stop helping the eye; a plate of few patches stands in the middle. */
const LARGEST = { x: 160, y: 124 }
/** Width to height of a cell where both could grow. */
const SHAPE = 1.3

/** Cells as large as the room allows at a zoom of 1 (fit), 2 or 4; the pitch fills the width before the height. */
export function plateGeometry(
  width: number,
  height: number,
  rows: number,
  columns: number,
  zoom: 1 | 2 | 4 = 1,
): PlateGeometry {
  const roomX = Math.max(1, width - LABELS_LEFT - EDGE)
  const roomY = Math.max(1, height - LABELS_TOP - EDGE / 2)
  const fitX = Math.min(LARGEST.x, roomX / columns)
  const fitY = Math.min(LARGEST.y, roomY / rows)
  const pitchX = Math.max(3, Math.min(fitX, fitY * SHAPE * 1.6) * zoom)
  const pitchY = Math.max(3, Math.min(fitY, fitX / 0.8) * zoom)
  const left = LABELS_LEFT + Math.max(0, Math.floor((roomX - columns * pitchX) / 2))
  return { rows, columns, left, top: LABELS_TOP, pitchX, pitchY }
}

/** Size of the whole drawing. */
export const plateSize = (g: PlateGeometry): { width: number; height: number } => ({
  width: g.left + g.columns * g.pitchX + EDGE,
  height: g.top + g.rows * g.pitchY + EDGE / 2,
})

/** The cell itself, without the gap around it. */
export function cellBox(g: PlateGeometry, row: number, column: number): CellBox {
  const x = Math.round(g.left + column * g.pitchX)
  const y = Math.round(g.top + row * g.pitchY)
  const right = Math.round(g.left + (column + 1) * g.pitchX)
  const bottom = Math.round(g.top + (row + 1) * g.pitchY)
  const gap = Math.min(GAP, Math.max(0, Math.min(right - x, bottom - y) - 2))
  return { x, y, width: right - x - gap, height: bottom - y - gap }
}

/** Row and column under a point, or undefined beside the plate. */
export function cellAt(g: PlateGeometry, x: number, y: number): { row: number; column: number } | undefined {
  const column = Math.floor((x - g.left) / g.pitchX)
  const row = Math.floor((y - g.top) / g.pitchY)
  const inside = column >= 0 && row >= 0 && column < g.columns && row < g.rows
  return inside ? { row, column } : undefined
}
