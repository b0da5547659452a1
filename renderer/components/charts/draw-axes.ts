import { font, line, sharp, within, type Scene } from './scene.ts'
import { stripColour, VISIBLE_NM } from './spectral-strip.ts'

/** Height of the strip in the colours of the wavelengths, design pixels. */
const STRIP = 5

/** Grid, axes and labels: everything below the data. */
export function drawAxes(scene: Scene): void {
  const { context, area, spec, tokens } = scene
  context.save()
  context.lineWidth = 1
  context.setLineDash([])
  context.font = font(scene)
  drawGrid(scene)
  context.strokeStyle = tokens.line2
  line(context, sharp(area.left), area.top, sharp(area.left), area.bottom)
  line(context, area.left, sharp(area.bottom), area.right, sharp(area.bottom))
  if (spec.y.min < 0 && spec.y.max > 0)
    line(context, area.left, sharp(scene.py(0)), area.right, sharp(scene.py(0)))
  drawYLabels(scene)
  if (spec.strip === true) drawStrip(scene)
  if (spec.xLabels !== false) drawXLabels(scene)
  context.restore()
}

function drawGrid(scene: Scene): void {
  const { context, area, spec, tokens } = scene
  for (const bold of [false, true]) {
    context.strokeStyle = bold ? tokens.grid2 : tokens.grid
    context.beginPath()
    for (const tick of spec.x.ticks) {
      if ((tick.label !== undefined) !== bold) continue
      const x = sharp(scene.px(tick.value))
      context.moveTo(x, area.top)
      context.lineTo(x, area.bottom)
    }
    for (const tick of spec.y.ticks) {
      if ((tick.label !== undefined) !== bold) continue
      const y = sharp(scene.py(tick.value))
      context.moveTo(area.left, y)
      context.lineTo(area.right, y)
    }
    context.stroke()
  }
}

function drawYLabels(scene: Scene): void {
  const { context, area, spec, tokens, scale } = scene
  context.fillStyle = tokens.t3
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const tick of spec.y.ticks)
    if (tick.label !== undefined)
      context.fillText(tick.label, area.left - 8 * scale, scene.py(tick.value) + 0.5)
}

function drawXLabels(scene: Scene): void {
  const { context, area, spec, tokens, scale } = scene
  const y = area.bottom + ((spec.strip === true ? STRIP : 0) + 6) * scale
  context.fillStyle = tokens.t3
  context.textBaseline = 'top'
  context.textAlign = 'center'
  const end = scene.width
  for (const tick of spec.x.ticks) {
    if (tick.label === undefined) continue
    const half = context.measureText(tick.label).width / 2
    context.fillText(tick.label, Math.min(scene.px(tick.value), end - half - 2 * scale), y)
  }
  if (spec.xUnit === undefined) return
  const first = spec.x.ticks.find((tick) => tick.label !== undefined)
  const labelLeft =
    first === undefined ? area.left : scene.px(first.value) - context.measureText(first.label ?? '').width / 2
  context.textAlign = 'right'
  context.fillText(spec.xUnit, Math.min(area.left, labelLeft) - 8 * scale, y)
}

function drawStrip(scene: Scene): void {
  const { context, area, spec, scale } = scene
  const top = area.bottom + 1
  within(context, { left: area.left, right: area.right, top, bottom: top + STRIP * scale }, () => {
    const columns = Math.ceil((area.right - area.left) / 2)
    for (let i = 0; i < columns; i++) {
      const nm = spec.x.min + ((spec.x.max - spec.x.min) * (i + 0.5)) / columns
      if (nm < VISIBLE_NM.from || nm > VISIBLE_NM.to) continue
      context.fillStyle = stripColour(nm)
      context.fillRect(area.left + 2 * i, top, 2, STRIP * scale)
    }
  })
}
