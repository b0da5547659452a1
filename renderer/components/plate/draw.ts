import type { PatchView } from '../../../contract/plate.ts'
import { patchId, rowName } from '../../../spectra/patch-id.ts'
import type { Tokens } from '../../state/look.svelte.ts'
import { cssColour } from '../colour.ts'
import { cellBox, type CellBox, type PlateGeometry } from './geometry.ts'
import { scaleColour, type MapFill, type PlateScale } from './scale.ts'

/** What fills the cells: both colours, one of them, or a map. */
export type PlateFill = 'split' | 'expected' | 'measured' | MapFill

/** Everything the drawing needs besides the patches. */
export interface PlateScene {
  readonly context: CanvasRenderingContext2D
  readonly geometry: PlateGeometry
  readonly tokens: Tokens
  readonly fill: PlateFill
  /** Of the map, where `fill` is one. */
  readonly scale: PlateScale | undefined
  /** Cells are large enough for a figure. */
  readonly zoomed: boolean
}

/** Marks of a patch that are not in its own state. */
export interface PatchMarks {
  /** The scan is here; `paused` draws the frame dashed. */
  readonly current: 'no' | 'running' | 'paused'
  readonly selected: boolean
}

/** Below this pitch a split cannot be seen. */
const SPLIT_FROM = 14

/** Draws one patch on a cleared cell (ui.md section 8). */
export function drawPatch(scene: PlateScene, patch: PatchView, marks: PatchMarks): void {
  const box = cellBox(scene.geometry, patch.row, patch.column)
  const { context, tokens } = scene
  context.fillStyle = tokens.well
  context.fillRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2)
  fillCell(scene, patch, box)
  if (patch.state === 'excluded') hatchCell(scene, box)
  if (patch.state === 'refused') failedFrame(scene, box)
  if (patch.state === 'repeat') dashedFrame(scene, box)
  if (patch.control) controlDot(context, box)
  if (scene.zoomed) zoomedFigures(scene, box, patch)
  if (marks.selected) selectedFrame(scene, box)
  if (marks.current !== 'no') currentFrame(scene, box, marks.current === 'paused')
}

function fillCell(scene: PlateScene, patch: PatchView, box: CellBox): void {
  const { context, tokens, fill } = scene
  const measured = patch.reference ?? patch.measured
  const expected = patch.expected
  const read = measured !== undefined && patch.state !== 'unread'
  if (scene.scale !== undefined) {
    const value = scene.scale.valueOf(patch)
    if (value !== undefined) solid(context, box, scaleColour(value, scene.scale.top))
    else unread(scene, box, undefined)
  } else if (!read || (fill === 'expected' && expected === undefined))
    unread(scene, box, expected && cssColour(expected.srgb))
  else if (fill === 'expected' && expected !== undefined) solid(context, box, cssColour(expected.srgb))
  else if (fill === 'measured' || expected === undefined || box.width < SPLIT_FROM)
    solid(context, box, cssColour(measured.srgb))
  else split(context, box, cssColour(expected.srgb), cssColour(measured.srgb))
  if (patch.state === 'half') {
    // One instrument has read, the other is still to come.
    context.fillStyle = tokens.t1
    context.fillRect(box.x, box.y + box.height - 2, box.width / 2, 2)
  }
}

function solid(context: CanvasRenderingContext2D, box: CellBox, colour: string): void {
  context.fillStyle = colour
  context.fillRect(box.x, box.y, box.width, box.height)
}

function split(context: CanvasRenderingContext2D, box: CellBox, expected: string, measured: string): void {
  solid(context, box, measured)
  context.fillStyle = expected
  context.beginPath()
  context.moveTo(box.x, box.y)
  context.lineTo(box.x + box.width, box.y)
  context.lineTo(box.x, box.y + box.height)
  context.fill()
}

function unread(scene: PlateScene, box: CellBox, expected: string | undefined): void {
  const { context, tokens } = scene
  context.strokeStyle = tokens.line
  context.lineWidth = 1
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1)
  if (expected === undefined) return
  const [width, height] = [Math.max(2, box.width * 0.4), Math.max(2, box.height * 0.4)]
  context.fillStyle = expected
  context.fillRect(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height)
}

function hatchCell(scene: PlateScene, box: CellBox): void {
  const { context, tokens } = scene
  context.save()
  context.beginPath()
  context.rect(box.x, box.y, box.width, box.height)
  context.clip()
  context.strokeStyle = tokens.well
  context.lineWidth = 2
  context.beginPath()
  for (let x = box.x - box.height; x < box.x + box.width; x += 6) {
    context.moveTo(x, box.y + box.height)
    context.lineTo(x + box.height, box.y)
  }
  context.stroke()
  context.restore()
}

function failedFrame(scene: PlateScene, box: CellBox): void {
  const { context, tokens } = scene
  frame(context, box, 1, 2, tokens.fault)
  frame(context, box, -1.5, 1, '#000')
  const size = Math.min(9, box.height / 2)
  const [x, y] = [box.x + box.width - size + 2, box.y + box.height - size + 2]
  context.fillStyle = tokens.fault
  context.fillRect(x, y, size, size)
  context.strokeStyle = '#000'
  context.lineWidth = 1.3
  context.beginPath()
  context.moveTo(x + 2, y + 2)
  context.lineTo(x + size - 2, y + size - 2)
  context.moveTo(x + size - 2, y + 2)
  context.lineTo(x + 2, y + size - 2)
  context.stroke()
}

function dashedFrame(scene: PlateScene, box: CellBox): void {
  const { context } = scene
  frame(context, box, 0, 2, '#000')
  context.setLineDash([3, 3])
  frame(context, box, 0, 1.5, '#fff')
  context.setLineDash([])
}

function controlDot(context: CanvasRenderingContext2D, box: CellBox): void {
  const radius = Math.min(3, box.width / 6)
  context.beginPath()
  context.arc(box.x + radius + 1.5, box.y + radius + 1.5, radius, 0, 2 * Math.PI)
  context.fillStyle = '#fff'
  context.fill()
  context.strokeStyle = '#000'
  context.lineWidth = 1
  context.stroke()
}

/** Narrower than this a cell has no room for its name. */
const NAME_FROM = 44

/** The name, since the labels outside may be out of sight, and how many earlier pairs the present one replaced. */
function zoomedFigures(scene: PlateScene, box: CellBox, patch: PatchView): void {
  if (box.width >= NAME_FROM) haloed(scene, patch.id, box.x + (patch.control ? 13 : 5), box.y + 13)
  if (patch.superseded !== undefined)
    haloed(scene, String(patch.superseded), box.x + 5, box.y + box.height - 5)
}

function haloed({ context, tokens }: PlateScene, text: string, x: number, y: number): void {
  context.font = "500 10.5px 'Inter', system-ui, sans-serif"
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  context.lineJoin = 'round'
  context.lineWidth = 3
  context.strokeStyle = tokens.well
  context.strokeText(text, x, y)
  context.fillStyle = tokens.t1
  context.fillText(text, x, y)
}

function selectedFrame(scene: PlateScene, box: CellBox): void {
  const { context, tokens } = scene
  frame(context, box, 0, 3, '#000')
  frame(context, box, 0, 1.5, tokens.t1)
  context.strokeStyle = tokens.t1
  context.lineWidth = 2
  const tick = Math.min(6, box.width / 3)
  context.beginPath()
  for (const [x, y, dx, dy] of [
    [box.x - 1, box.y - 1, 1, 1],
    [box.x + box.width + 1, box.y - 1, -1, 1],
    [box.x - 1, box.y + box.height + 1, 1, -1],
    [box.x + box.width + 1, box.y + box.height + 1, -1, -1],
  ] as const) {
    context.moveTo(x, y + dy * tick)
    context.lineTo(x, y)
    context.lineTo(x + dx * tick, y)
  }
  context.stroke()
}

/** White outside black: visible on any colour. */
function currentFrame(scene: PlateScene, box: CellBox, paused: boolean): void {
  const { context } = scene
  frame(context, box, 0, 2, '#000')
  if (paused) context.setLineDash([4, 3])
  frame(context, box, 2, 2, '#fff')
  context.setLineDash([])
}

function frame(
  context: CanvasRenderingContext2D,
  box: CellBox,
  outside: number,
  width: number,
  colour: string,
): void {
  context.strokeStyle = colour
  context.lineWidth = width
  const out = outside + (width === 1 ? 0.5 : 0)
  context.strokeRect(box.x - out, box.y - out, box.width + 2 * out, box.height + 2 * out)
}

/** Row and column names outside, the current ones stronger, with a dotted guide line to the patch. */
export function drawLabels(
  scene: PlateScene,
  current: { readonly row: number; readonly column: number } | undefined,
): void {
  const { context, geometry: g } = scene
  context.textBaseline = 'middle'
  const everyColumn = g.pitchX < 16 ? 5 : 1
  const everyRow = g.pitchY < 10 ? 5 : 1
  context.textAlign = 'center'
  for (let column = 0; column < g.columns; column++) {
    const now = column === current?.column
    if (!now && (column + 1) % everyColumn !== 0 && everyColumn > 1) continue
    label(scene, String(column + 1), g.left + (column + 0.5) * g.pitchX, g.top - 11, now)
  }
  context.textAlign = 'right'
  for (let row = 0; row < g.rows; row++) {
    const now = row === current?.row
    if (!now && row % everyRow !== 0) continue
    label(scene, rowName(row), g.left - 8, g.top + (row + 0.5) * g.pitchY, now)
  }
}

/** Dotted lines from the labels to the current patch, over the cells they pass. */
export function drawGuide(
  scene: PlateScene,
  current: { readonly row: number; readonly column: number } | undefined,
): void {
  const { context, geometry: g, tokens } = scene
  if (current === undefined) return
  const box = cellBox(g, current.row, current.column)
  context.strokeStyle = tokens.t2
  context.lineWidth = 1
  context.setLineDash([1, 3])
  context.beginPath()
  context.moveTo(box.x + Math.round(box.width / 2) + 0.5, g.top - 4)
  context.lineTo(box.x + Math.round(box.width / 2) + 0.5, box.y)
  context.moveTo(g.left - 5, box.y + Math.round(box.height / 2) + 0.5)
  context.lineTo(box.x, box.y + Math.round(box.height / 2) + 0.5)
  context.stroke()
  context.setLineDash([])
}

function label(scene: PlateScene, text: string, x: number, y: number, now: boolean): void {
  scene.context.font = `${now ? '600' : '400'} 10.5px 'Inter', system-ui, sans-serif`
  scene.context.fillStyle = now ? scene.tokens.t1 : scene.tokens.t3
  scene.context.fillText(text, x, y)
}

/** Names of the patches left, right and above: whoever holds the probe by hand counts from them. */
export function drawNeighbours(
  scene: PlateScene,
  current: { readonly row: number; readonly column: number },
): void {
  const { context, geometry: g, tokens } = scene
  context.font = "500 10.5px 'Inter', system-ui, sans-serif"
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = 4
  for (const [down, right] of [
    [0, -1],
    [0, 1],
    [-1, 0],
  ] as const) {
    const [row, column] = [current.row + down, current.column + right]
    if (row < 0 || column < 0 || column >= g.columns) continue
    const box = cellBox(g, row, column)
    const name = patchId(row, column)
    context.strokeStyle = tokens.well
    context.strokeText(name, box.x + box.width / 2, box.y + box.height / 2)
    context.fillStyle = tokens.t1
    context.fillText(name, box.x + box.width / 2, box.y + box.height / 2)
  }
}
