import type { Tokens } from '../../state/look.svelte.ts'
import type { PlotSpec } from './plot.ts'

/** A rectangle on the canvas, in its own pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What the drawing functions draw with: a canvas, or a writer of vectors. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'rect'
  | 'arc'
  | 'clip'
  | 'stroke'
  | 'fill'
  | 'fillRect'
  | 'fillText'
  | 'strokeText'
  | 'setLineDash'
  | 'measureText'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'globalAlpha'
>

/** What the drawing functions of a plot need. */
export interface Scene {
  readonly context: Pen
  /** Of the whole drawing, in its pixels. */
  readonly width: number
  /** The plot itself, without labels. */
  readonly area: Box
  readonly spec: PlotSpec
  readonly tokens: Tokens
  /** Pixels per design pixel. */
  readonly scale: number
  readonly px: (x: number) => number
  readonly py: (y: number) => number
}

const FAMILY = "'Inter', system-ui, sans-serif"

/** Canvas font of a type step in design pixels. */
export const font = (scene: Pick<Scene, 'scale'>, size = 10.5, weight = 400): string =>
  `${String(weight)} ${String(size * scene.scale)}px ${FAMILY}`

/** Middle of a pixel: where a hairline is sharp. */
export const sharp = (at: number): number => Math.round(at) + 0.5

/** Draws a hairline from point to point. */
export function line(context: Pen, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath()
  context.moveTo(x0, y0)
  context.lineTo(x1, y1)
  context.stroke()
}

/** Runs a drawing confined to a box. */
export function within(context: Pen, box: Box, draw: () => void): void {
  context.save()
  context.beginPath()
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top)
  context.clip()
  draw()
  context.restore()
}

/** Text on a halo in the colour of the well, so that lines do not cut it. */
export function haloText(scene: Scene, text: string, x: number, y: number, colour: string): void {
  const { context, tokens, scale } = scene
  context.lineJoin = 'round'
  context.lineWidth = 5 * scale
  context.strokeStyle = tokens.well
  context.strokeText(text, x, y)
  context.fillStyle = colour
  context.fillText(text, x, y)
}

/** Diagonal hatch over a box. */
export function hatch(context: Pen, box: Box, colour: string, apart: number): void {
  within(context, box, () => {
    context.strokeStyle = colour
    context.lineWidth = 1
    const height = box.bottom - box.top
    context.beginPath()
    for (let x = box.left - height; x < box.right; x += apart) {
      context.moveTo(x, box.bottom)
      context.lineTo(x + height, box.top)
    }
    context.stroke()
  })
}
