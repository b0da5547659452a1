import { bandEnds } from './datasets.ts'
import type { Trace } from './plot.ts'
import { within, type Scene } from './scene.ts'

/** Draws the data of a plot as Chart.js draws them on the screen: bands below, the last trace on top. */
export function drawTraces(scene: Scene): void {
  within(scene.context, scene.area, () => {
    for (const trace of scene.spec.traces) drawBand(scene, trace)
    for (const trace of scene.spec.traces) drawLine(scene, trace)
  })
  for (const trace of scene.spec.traces) drawPoints(scene, trace)
}

/** Stretches of a series without a gap, as places on the canvas. */
function stretches(
  { px, py }: Scene,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): [x: number, y: number][][] {
  const found: [number, number][][] = []
  let open = false
  for (let i = 0; i < Math.min(xs.length, ys.length); i++) {
    const [x, y] = [xs[i] ?? NaN, ys[i] ?? NaN]
    if (Number.isNaN(x) || Number.isNaN(y)) {
      open = false
      continue
    }
    if (!open) found.push([])
    open = true
    found.at(-1)?.push([px(x), py(y)])
  }
  return found
}

function drawBand(scene: Scene, trace: Trace): void {
  const ends = bandEnds(trace)
  if (ends === undefined) return
  const { context, tokens } = scene
  const lower = stretches(scene, trace.x, ends.lower)
  context.fillStyle = trace.bandColour ?? tokens.band
  for (const [k, edge] of stretches(scene, trace.x, ends.upper).entries()) {
    context.beginPath()
    const round = [...edge, ...[...(lower[k] ?? [])].reverse()]
    for (const [i, [x, y]] of round.entries()) {
      if (i === 0) context.moveTo(x, y)
      else context.lineTo(x, y)
    }
    context.closePath()
    context.fill()
  }
}

function drawLine(scene: Scene, trace: Trace): void {
  const { form = 'line' } = trace
  if (form !== 'line' && form !== 'steps' && form !== 'line and dots') return
  const { context, tokens, scale } = scene
  context.strokeStyle = tokens[trace.colour]
  context.lineWidth = (trace.width ?? 1.25) * scale
  context.lineJoin = 'bevel'
  context.setLineDash((trace.dash ?? []).map((part) => part * scale))
  for (const stretch of stretches(scene, trace.x, trace.y)) {
    context.beginPath()
    let before: number | undefined
    for (const [x, y] of stretch) {
      if (before === undefined) context.moveTo(x, y)
      else {
        if (form === 'steps') context.lineTo(x, before)
        context.lineTo(x, y)
      }
      before = y
    }
    context.stroke()
  }
  context.setLineDash([])
}

function drawPoints(scene: Scene, trace: Trace): void {
  const { context, area, tokens, scale } = scene
  const { form = 'line', pointColours } = trace
  if (form === 'line' || form === 'steps') return
  const open = form === 'points'
  const radius = (open ? 2.3 : form === 'crosses' ? 3.2 : pointColours === undefined ? 2.5 : 3.5) * scale
  context.setLineDash([])
  context.lineWidth = (form === 'crosses' ? 1.6 : 1.25) * scale
  for (let i = 0; i < trace.x.length; i++) {
    const [x, y] = [scene.px(trace.x[i] ?? NaN), scene.py(trace.y[i] ?? NaN)]
    if (!(x >= area.left - 1 && x <= area.right + 1 && y >= area.top - 1 && y <= area.bottom + 1)) continue
    context.strokeStyle = tokens[trace.colour]
    context.beginPath()
    if (form === 'crosses') {
      for (const way of [1, -1]) {
        context.moveTo(x - radius, y - way * radius)
        context.lineTo(x + radius, y + way * radius)
      }
      context.stroke()
      continue
    }
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fillStyle = open ? tokens.well : (pointColours?.[i] ?? tokens[trace.colour])
    context.fill()
    if (open) context.stroke()
  }
}
