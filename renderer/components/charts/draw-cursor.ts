import { fixed, signed } from '../../text/numbers.ts'
import type { Trace } from './plot.ts'
import { placeReadout, type Obstacle, type Slot } from './readout.ts'
import { extentIn, nearestIndex, valueAt } from './samples.ts'
import { font, sharp, type Box, type Scene } from './scene.ts'

/** A line of the readout. */
export interface ReadoutRow {
  readonly trace: Trace
  readonly value: string
  readonly interval: string
}

/** Heading and rows of the readout at x. */
export interface Readout {
  readonly head: string
  readonly note: string
  readonly rows: readonly ReadoutRow[]
}

/** What the charts say at `x`, in words and figures. `bands` names the sample ("band 122 of 224"). */
export function readoutAt(
  traces: readonly Trace[],
  x: number,
  options: {
    unit: string
    xDigits: number
    digits: number
    signedValues: boolean
    bands: ArrayLike<number> | undefined
  },
): Readout {
  const write = options.signedValues ? signed : fixed
  const rows = traces
    .filter((trace) => trace.spoken !== false)
    .flatMap((trace): ReadoutRow[] => {
      const value = valueAt(trace.x, trace.y, x)
      if (value === undefined) return []
      const half = trace.interval === undefined ? undefined : valueAt(trace.x, trace.interval, x)
      return [
        {
          trace,
          value: write(value, options.digits),
          interval: half === undefined ? '' : `± ${fixed(half, options.digits)}`,
        },
      ]
    })
  const band = options.bands === undefined ? -1 : nearestIndex(options.bands, x)
  const note =
    options.bands === undefined || band < 0
      ? ''
      : `band ${fixed(band + 1, 0)} of ${fixed(options.bands.length, 0)}`
  return { head: `${fixed(x, options.xDigits)} ${options.unit}`.trim(), note, rows }
}

/** Vertical hairline and rings on the traces. */
export function drawCrosshair(scene: Scene, x: number, pinned: boolean): void {
  const { context, area, spec, tokens, scale } = scene
  const px = scene.px(x)
  if (px < area.left - 0.5 || px > area.right + 0.5) return
  context.save()
  context.strokeStyle = tokens.t2
  context.lineWidth = 1
  context.setLineDash(pinned ? [] : [1, 2])
  context.beginPath()
  context.moveTo(sharp(px), area.top)
  context.lineTo(sharp(px), area.bottom)
  context.stroke()
  context.setLineDash([])
  for (const trace of spec.traces) {
    const y = trace.spoken === false ? undefined : valueAt(trace.x, trace.y, x)
    if (y === undefined || y < spec.y.min || y > spec.y.max) continue
    context.beginPath()
    context.arc(px, scene.py(y), 3 * scale, 0, 2 * Math.PI)
    context.fillStyle = tokens.well
    context.fill()
    context.strokeStyle = tokens[trace.colour]
    context.lineWidth = 1.5 * scale
    context.stroke()
  }
  context.restore()
}

/** Obstacles made of the traces of a scene. */
export function obstaclesOf(scene: Scene): Obstacle[] {
  const { spec, area } = scene
  const perPixel = (spec.x.max - spec.x.min) / Math.max(1, area.right - area.left)
  return spec.traces.map((trace) => (left, right) => {
    const from = spec.x.min + (left - area.left) * perPixel
    const extent = extentIn(trace.x, trace.y, from, from + (right - left) * perPixel)
    return extent === undefined ? undefined : [scene.py(extent[1]), scene.py(extent[0])]
  })
}

/** Draws the box with the figures; the place it took, to be given back with the next picture. */
export function drawReadout(
  scene: Scene,
  x: number,
  readout: Readout,
  previous: Slot | undefined,
): { slot: Slot; box: Box } | undefined {
  const { context, area, tokens, scale } = scene
  if (readout.rows.length === 0) return undefined
  context.save()
  const widths = columnWidths(scene, readout)
  const pad = 10 * scale
  const width = Math.max(widths.head, widths.label + widths.value + widths.interval) + 2 * pad
  const height = (22 + 16 * readout.rows.length + 8) * scale
  const { left, top, slot } = placeReadout(
    area,
    scene.px(x),
    { width, height },
    obstaclesOf(scene),
    previous,
    12 * scale,
  )
  context.fillStyle = tokens.panel
  context.strokeStyle = tokens.line2
  context.lineWidth = 1
  context.beginPath()
  context.rect(sharp(left), sharp(top), Math.round(width), Math.round(height))
  context.fill()
  context.stroke()
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.font = font(scene, 11.5, 600)
  context.fillStyle = tokens.t1
  context.fillText(readout.head, left + pad, top + 14 * scale)
  context.font = font(scene)
  context.fillStyle = tokens.t3
  context.textAlign = 'right'
  context.fillText(readout.note, left + width - pad, top + 14 * scale)
  readout.rows.forEach((row, index) => {
    const y = top + (33 + 16 * index) * scale
    context.fillStyle = tokens[row.trace.colour]
    context.fillRect(left + pad, y - 1.5 * scale, 8 * scale, 3 * scale)
    context.textAlign = 'left'
    context.fillStyle = tokens.t2
    context.fillText(row.trace.label, left + pad + 14 * scale, y)
    context.textAlign = 'right'
    context.fillStyle = tokens.t1
    context.fillText(row.value, left + pad + widths.label + widths.value, y)
    context.fillStyle = tokens.t3
    context.fillText(row.interval, left + width - pad, y)
  })
  context.restore()
  return { slot, box: { left, top, right: left + width, bottom: top + height } }
}

function columnWidths(
  scene: Scene,
  readout: Readout,
): { head: number; label: number; value: number; interval: number } {
  const { context, scale } = scene
  context.font = font(scene, 11.5, 600)
  const head = context.measureText(readout.head).width
  context.font = font(scene)
  const widest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => (text === '' ? 0 : context.measureText(text).width)))
  // The box does not breathe with every digit: values have at least the width of seven of them.
  const digits = context.measureText('0.00000').width
  const interval = widest(readout.rows.map((row) => row.interval))
  return {
    head: head + (readout.note === '' ? 0 : 26 * scale + context.measureText(readout.note).width),
    label: widest(readout.rows.map((row) => row.trace.label)) + 14 * scale + 12 * scale,
    value: Math.max(digits, widest(readout.rows.map((row) => row.value))),
    interval: interval === 0 ? 0 : interval + 8 * scale,
  }
}
