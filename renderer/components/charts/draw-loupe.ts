import { linearTicks } from './scales.ts'
import { emptiestQuarter } from './readout.ts'
import { firstAtLeast, valueAt } from './samples.ts'
import { font, haloText, line, sharp, within, type Box, type Scene } from './scene.ts'
import type { Trace } from './plot.ts'

/** The loupe magnifies four times and shows 18 nm. */
const FACTOR = 4
const WIDTH_NM = 18
const ASPECT = 0.78

/** Draws the loupe in the emptiest quarter of the plot; nothing without a value to centre on. */
export function drawLoupe(scene: Scene, x: number, taken: Box | undefined): void {
  const { context, area, spec, tokens, scale } = scene
  const centre = centreValue(spec.traces, x)
  if (centre === undefined) return
  const perNm = ((area.right - area.left) / (spec.x.max - spec.x.min)) * FACTOR
  const perUnit = ((area.bottom - area.top) / (spec.y.max - spec.y.min)) * FACTOR
  const width = Math.min(WIDTH_NM * perNm, (area.right - area.left) * 0.4)
  const box = place(scene, width, Math.min(width * ASPECT, (area.bottom - area.top) * 0.42), taken)
  const midX = (box.left + box.right) / 2
  const midY = (box.top + box.bottom) / 2
  const px = (nm: number): number => midX + (nm - x) * perNm
  const py = (value: number): number => midY - (value - centre) * perUnit
  context.save()
  context.fillStyle = tokens.well
  context.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top)
  within(context, box, () => {
    const half = width / 2 / perNm
    context.lineWidth = 1
    context.strokeStyle = tokens.grid2
    const ticks = linearTicks({ min: x - half, max: x + half }, 4, false)
    for (const tick of ticks) line(context, sharp(px(tick.value)), box.top, sharp(px(tick.value)), box.bottom)
    for (const trace of spec.traces) drawTrace(scene, trace, x - half, x + half, px, py)
    context.strokeStyle = tokens.t2
    context.setLineDash([1, 2])
    line(context, sharp(midX), box.top, sharp(midX), box.bottom)
    context.setLineDash([])
    context.font = font(scene)
    context.textAlign = 'center'
    context.textBaseline = 'bottom'
    for (const tick of ticks)
      if (
        tick.label !== undefined &&
        px(tick.value) > box.left + 14 * scale &&
        px(tick.value) < box.right - 14 * scale
      )
        haloText(scene, tick.label, px(tick.value), box.bottom - 4 * scale, tokens.t3)
    context.textAlign = 'left'
    context.textBaseline = 'top'
    haloText(scene, `Loupe ${String(FACTOR)}×`, box.left + 8 * scale, box.top + 6 * scale, tokens.t2)
  })
  context.strokeStyle = tokens.line2
  context.lineWidth = 1
  context.beginPath()
  context.rect(
    sharp(box.left),
    sharp(box.top),
    Math.round(box.right - box.left),
    Math.round(box.bottom - box.top),
  )
  context.stroke()
  context.restore()
}

/** The first value there is, corrected before raw: the last trace lies on top. */
function centreValue(traces: readonly Trace[], x: number): number | undefined {
  for (const trace of [...traces].reverse()) {
    const value = trace.spoken === false ? undefined : valueAt(trace.x, trace.y, x)
    if (value !== undefined) return value
  }
  return undefined
}

function drawTrace(
  scene: Scene,
  trace: Trace,
  from: number,
  to: number,
  px: (x: number) => number,
  py: (y: number) => number,
): void {
  const { context, tokens, scale } = scene
  context.strokeStyle = tokens[trace.colour]
  context.lineWidth = (trace.width ?? 1.25) * scale
  // The reference has a thin dotted line here: between two of its bands there would be nothing else.
  context.setLineDash(trace.form === 'points' ? [2, 4] : (trace.dash ?? []).map((part) => part * scale))
  context.beginPath()
  const first = Math.max(0, firstAtLeast(trace.x, from) - 1)
  for (let i = first; i < trace.x.length; i++) {
    const x = trace.x[i] ?? NaN
    const y = trace.y[i] ?? NaN
    if (i === first || Number.isNaN(trace.y[i - 1] ?? NaN)) context.moveTo(px(x), py(y))
    else context.lineTo(px(x), py(y))
    if (x > to) break
  }
  context.stroke()
  context.setLineDash([])
  if (trace.form !== 'points') return
  for (let i = firstAtLeast(trace.x, from); i < trace.x.length && (trace.x[i] ?? 0) <= to; i++) {
    context.beginPath()
    context.arc(px(trace.x[i] ?? 0), py(trace.y[i] ?? 0), 3 * scale, 0, 2 * Math.PI)
    context.fillStyle = tokens.well
    context.fill()
    context.stroke()
  }
}

function place(scene: Scene, width: number, height: number, taken: Box | undefined): Box {
  const { area, spec, scale } = scene
  const points = function* (): Generator<readonly [number, number]> {
    for (const trace of spec.traces) {
      const every = Math.max(1, Math.floor(trace.x.length / 60))
      for (let i = 0; i < trace.x.length; i += every)
        yield [scene.px(trace.x[i] ?? 0), scene.py(trace.y[i] ?? 0)]
    }
  }
  const quarter = emptiestQuarter(area, points(), taken)
  const gap = 24 * scale
  const left = quarter % 2 === 0 ? area.left + gap : area.right - gap - width
  const top = quarter < 2 ? area.top + gap : area.bottom - gap - height
  return { left, top, right: left + width, bottom: top + height }
}
