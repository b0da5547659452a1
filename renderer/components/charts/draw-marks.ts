import { fixed } from '../../text/numbers.ts'
import type { Trace } from './plot.ts'
import { valueAt } from './samples.ts'
import { font, haloText, hatch, line, sharp, within, type Scene } from './scene.ts'

/** Hatch and limits: below the data. */
export function drawUnder(scene: Scene): void {
  const { context, area, spec, tokens, scale } = scene
  context.save()
  for (const range of spec.hatch ?? []) {
    const left = Math.max(area.left, scene.px(range.min))
    const right = Math.min(area.right, scene.px(range.max))
    if (right > left) hatch(context, { ...area, left, right }, tokens.grid2, 5 * scale)
  }
  context.lineWidth = 1
  for (const limit of spec.limits ?? []) {
    context.strokeStyle = tokens[limit.colour]
    context.setLineDash((limit.dash ?? [5, 4]).map((part) => part * scale))
    const y = sharp(scene.py(limit.y))
    line(context, limit.from === undefined ? area.left : scene.px(limit.from), y, area.right, y)
  }
  if (spec.diagonal !== undefined) drawDiagonal(scene, spec.diagonal)
  for (const trace of spec.traces) if (trace.form === 'stems') drawStems(scene, trace)
  context.restore()
}

function drawDiagonal(scene: Scene, words: string): void {
  const { context, area, spec, tokens, scale } = scene
  const low = Math.max(spec.x.min, spec.y.min)
  const high = Math.min(spec.x.max, spec.y.max)
  context.strokeStyle = tokens.t3
  context.setLineDash([4 * scale, 4 * scale])
  line(context, scene.px(low), scene.py(low), scene.px(high), scene.py(high))
  const at = low + 0.72 * (high - low)
  context.font = font(scene)
  context.textAlign = 'right'
  context.textBaseline = 'bottom'
  if (scene.px(at) > area.left)
    haloText(scene, words, scene.px(at) - 8 * scale, scene.py(at) - 2 * scale, tokens.t3)
}

function drawStems(scene: Scene, trace: Trace): void {
  const { context, tokens, scale } = scene
  context.strokeStyle = tokens[trace.colour]
  context.globalAlpha = 0.6
  context.setLineDash([])
  context.lineWidth = 1.5 * scale
  within(context, scene.area, () => {
    for (let i = 0; i < trace.x.length; i++) {
      const x = scene.px(trace.x[i] ?? NaN)
      line(context, x, scene.py(0), x, scene.py(trace.y[i] ?? NaN))
    }
  })
  context.globalAlpha = 1
}

/** Words and marks above the data. */
export function drawOver(scene: Scene): void {
  const { context, area, spec, tokens, scale } = scene
  context.save()
  context.font = font(scene)
  for (const vertical of spec.verticals ?? []) {
    const x = sharp(scene.px(vertical.x))
    if (x < area.left - 1 || x > area.right + 1) continue
    context.strokeStyle = tokens[vertical.colour ?? (vertical.quiet === true ? 'line2' : 't2')]
    context.setLineDash((vertical.dash ?? []).map((part) => part * scale))
    context.lineWidth = 1
    line(context, x, area.top, x, area.bottom)
    if (vertical.text === undefined) continue
    const colour = tokens[vertical.colour ?? (vertical.quiet === true ? 't3' : 't2')]
    const beside = 4 * scale
    const fits = x + beside + context.measureText(vertical.text).width < area.right
    context.textAlign = fits ? 'left' : 'right'
    context.textBaseline = 'top'
    haloText(scene, vertical.text, fits ? x + beside : x - beside, area.top + 3 * scale, colour)
  }
  context.setLineDash([])
  for (const range of spec.clipped ?? []) {
    const left = Math.max(area.left, scene.px(range.min))
    context.fillStyle = tokens.fault
    context.fillRect(left, area.top, Math.max(2, Math.min(area.right, scene.px(range.max)) - left), 3 * scale)
  }
  for (const trace of spec.traces) {
    if (trace.mark !== undefined) drawMark(scene, trace, trace.mark)
    if (spec.edgeUnit !== undefined) drawExtreme(scene, trace, spec.edgeUnit)
  }
  drawCorners(scene)
  if (spec.stale !== undefined) drawStale(scene, spec.stale)
  context.restore()
}

function drawCorners(scene: Scene): void {
  const { context, area, spec, tokens, scale } = scene
  context.textBaseline = 'top'
  context.textAlign = 'left'
  const inset = 8 * scale
  if (spec.corner !== undefined)
    haloText(scene, spec.corner, area.left + inset, area.top + 5 * scale, tokens.t2)
  context.textAlign = 'right'
  if (spec.cornerRight !== undefined)
    haloText(scene, spec.cornerRight, area.right - inset, area.top + 5 * scale, tokens.t2)
  context.textBaseline = 'bottom'
  if (spec.cornerX !== undefined)
    haloText(scene, spec.cornerX, area.right - inset, area.bottom - 4 * scale, tokens.t3)
}

function drawMark(scene: Scene, trace: Trace, mark: string): void {
  const { context, area, spec, tokens, scale } = scene
  const last = trace.x[trace.x.length - 1]
  const x = trace.markAt ?? (last === undefined ? undefined : Math.min(spec.x.max, last))
  const y = x === undefined ? undefined : valueAt(trace.x, trace.y, x)
  if (x === undefined || y === undefined || y > spec.y.max || y < spec.y.min) return
  const atEnd = trace.markAt === undefined
  context.textAlign = atEnd ? 'right' : 'center'
  context.textBaseline = 'bottom'
  const px = atEnd ? Math.min(scene.px(x), area.right) - 3 * scale : scene.px(x)
  haloText(scene, mark, px, scene.py(y) - 4 * scale, tokens[trace.colour])
}

/** Says how far a trace goes that leaves the plot, at the edge where it leaves. */
function drawExtreme(scene: Scene, trace: Trace, unit: string): void {
  const { context, area, spec, tokens, scale } = scene
  let at = -1
  for (let i = 0; i < trace.x.length; i++) {
    const x = trace.x[i] ?? NaN
    if (x < spec.x.min || x > spec.x.max) continue
    if ((trace.y[i] ?? NaN) > Math.max(spec.y.max, at < 0 ? spec.y.max : (trace.y[at] ?? 0))) at = i
  }
  const x = trace.x[at]
  const y = trace.y[at]
  if (x === undefined || y === undefined) return
  const px = scene.px(x)
  const right = px < (area.left + area.right) / 2
  context.textAlign = right ? 'left' : 'right'
  context.textBaseline = 'top'
  const words = `${fixed(y, spec.digits ?? 3)} at ${fixed(x, 0)} ${unit}`
  haloText(scene, words, px + (right ? 26 : -26) * scale, area.top + 5 * scale, tokens[trace.colour])
}

function drawStale(scene: Scene, words: string): void {
  const { context, area, tokens, scale } = scene
  context.globalAlpha = 0.5
  context.fillStyle = tokens.well
  context.fillRect(area.left + 1, area.top, area.right - area.left - 1, area.bottom - area.top)
  context.globalAlpha = 1
  hatch(context, area, tokens.grid2, 9 * scale)
  context.font = font(scene, 12, 500)
  context.textAlign = 'center'
  context.textBaseline = 'top'
  haloText(scene, words, (area.left + area.right) / 2, area.top + 8 * scale, tokens.t1)
}
