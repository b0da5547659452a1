import type { Cursor, Viewport } from './cursor.svelte.ts'
import type { Range } from './scales.ts'
import type { Box } from './scene.ts'
import { isWhole, rangeOfDrag, zoomAt } from './zoom.ts'

/** What the pointer handlers need to know of a plot at the moment of an event. */
export interface PlotFace {
  readonly area: Box
  readonly xRange: Range
  readonly yRange: Range
  /** Ends of the axis when not zoomed. */
  readonly xLimits: Range
  readonly yLimits: Range
  readonly toX: (px: number) => number
  readonly toY: (py: number) => number
  /** The x the crosshair snaps to. */
  readonly snap: (x: number) => number
}

/** A rubber band being drawn, in pixels. */
export type Band = Box | undefined

export interface PointerTools {
  readonly face: () => PlotFace | undefined
  readonly cursor: Cursor | undefined
  readonly viewport: Viewport | undefined
  readonly onBand: (band: Band) => void
}

/** Shorter drags are clicks. */
const CLICK_PIXELS = 4
const WHEEL_STEP = 1.2

/**
 * Hover moves the crosshair, a click pins it, a drag zooms x (with Shift both), the wheel zooms at the pointer (over
 * the y labels the y axis), a double click resets. Returns the way to stop listening.
 */
export function listenToPointer(canvas: HTMLCanvasElement, tools: PointerTools): () => void {
  let start: { x: number; y: number; shift: boolean } | undefined
  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const inside = (face: PlotFace, point: { x: number; y: number }): boolean =>
    point.x >= face.area.left &&
    point.x <= face.area.right &&
    point.y >= face.area.top &&
    point.y <= face.area.bottom

  const onDown = (event: PointerEvent): void => {
    const face = tools.face()
    const point = at(event)
    if (face === undefined || event.button !== 0 || !inside(face, point)) return
    start = { ...point, shift: event.shiftKey }
    canvas.setPointerCapture(event.pointerId)
  }
  const onMove = (event: PointerEvent): void => {
    const face = tools.face()
    if (face === undefined) return
    const point = at(event)
    if (start !== undefined && tools.viewport !== undefined && Math.abs(point.x - start.x) > CLICK_PIXELS)
      tools.onBand(bandOf(face, start, point))
    else tools.cursor?.hover(inside(face, point) ? face.snap(face.toX(point.x)) : undefined)
  }
  const onUp = (event: PointerEvent): void => {
    const face = tools.face()
    const from = start
    start = undefined
    tools.onBand(undefined)
    if (face === undefined || from === undefined) return
    const to = at(event)
    if (Math.abs(to.x - from.x) <= CLICK_PIXELS && Math.abs(to.y - from.y) <= CLICK_PIXELS)
      tools.cursor?.toggle(face.snap(face.toX(to.x)))
    else if (tools.viewport !== undefined) {
      const x = rangeOfDrag(face.toX(from.x), face.toX(to.x), face.xLimits)
      if (x !== undefined) tools.viewport.x = x
      const y = from.shift ? rangeOfDrag(face.toY(from.y), face.toY(to.y), face.yLimits) : undefined
      if (y !== undefined) tools.viewport.y = y
    }
  }
  const onLeave = (): void => tools.cursor?.hover(undefined)
  const onWheel = (event: WheelEvent): void => {
    const face = tools.face()
    if (face === undefined || tools.viewport === undefined || event.ctrlKey) return
    event.preventDefault()
    const point = at(event)
    const factor = event.deltaY < 0 ? 1 / WHEEL_STEP : WHEEL_STEP
    if (point.x < face.area.left)
      tools.viewport.y = zoomAt(face.yRange, face.toY(point.y), factor, face.yLimits)
    else {
      const x = zoomAt(face.xRange, face.toX(point.x), factor, face.xLimits)
      tools.viewport.x = isWhole(x, face.xLimits) ? undefined : x
    }
  }
  const onDouble = (): void => {
    tools.viewport?.reset()
    tools.cursor?.clear()
  }
  const cancel = (): void => {
    start = undefined
    tools.onBand(undefined)
  }
  canvas.addEventListener('pointerdown', onDown)
  canvas.addEventListener('pointermove', onMove)
  canvas.addEventListener('pointerup', onUp)
  canvas.addEventListener('pointercancel', cancel)
  canvas.addEventListener('pointerleave', onLeave)
  canvas.addEventListener('wheel', onWheel, { passive: false })
  canvas.addEventListener('dblclick', onDouble)
  return () => {
    canvas.removeEventListener('pointerdown', onDown)
    canvas.removeEventListener('pointermove', onMove)
    canvas.removeEventListener('pointerup', onUp)
    canvas.removeEventListener('pointercancel', cancel)
    canvas.removeEventListener('pointerleave', onLeave)
    canvas.removeEventListener('wheel', onWheel)
    canvas.removeEventListener('dblclick', onDouble)
  }
}

function bandOf(
  face: PlotFace,
  from: { x: number; y: number; shift: boolean },
  to: { x: number; y: number },
): Box {
  const clampX = (x: number): number => Math.min(face.area.right, Math.max(face.area.left, x))
  const clampY = (y: number): number => Math.min(face.area.bottom, Math.max(face.area.top, y))
  return {
    left: clampX(Math.min(from.x, to.x)),
    right: clampX(Math.max(from.x, to.x)),
    top: from.shift ? clampY(Math.min(from.y, to.y)) : face.area.top,
    bottom: from.shift ? clampY(Math.max(from.y, to.y)) : face.area.bottom,
  }
}
