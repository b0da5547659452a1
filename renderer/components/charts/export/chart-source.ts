import { saveBlob } from '../../../text/save.ts'
import { csvText } from './columns.ts'
import { SvgPen } from './svg-pen.ts'

/** What a chart offers to its export menu. */
export interface ChartSource {
  /** States the result; the file is named after its beginning. */
  readonly label: string
  readonly canvas: HTMLCanvasElement
  /** Colour behind the drawing. */
  readonly background: string
  /** Draws the chart, without crosshair and readout, in the canvas's own pixels. */
  readonly draw: (pen: SvgPen) => void | Promise<void>
  readonly rows: () => readonly (readonly string[])[]
}

export const CHART_FORMATS = ['PNG', 'SVG', 'CSV'] as const
export type ChartFormat = (typeof CHART_FORMATS)[number]

/** "Error by wavelength: Gated 0.0017" -> "error-by-wavelength" */
export function chartFileName(label: string, format: ChartFormat): string {
  const words = label
    .split(/[:,.]/)[0]
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `${words === undefined || words === '' ? 'chart' : words}.${format.toLowerCase()}`
}

async function pngOf({ canvas, background }: ChartSource): Promise<Blob> {
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
  const context = copy.getContext('2d')
  if (context === null) throw new Error('no canvas to draw on')
  context.fillStyle = background
  context.fillRect(0, 0, copy.width, copy.height)
  context.drawImage(canvas, 0, 0)
  return copy.convertToBlob({ type: 'image/png' })
}

async function svgOf({ canvas, background, draw, label }: ChartSource): Promise<Blob> {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) throw new Error('no canvas to measure on')
  const pen = new SvgPen((font, text) => {
    context.font = font
    return context.measureText(text)
  })
  await draw(pen)
  const text = pen.document(canvas.clientWidth, canvas.clientHeight, background, label)
  return new Blob([text], { type: 'image/svg+xml' })
}

/** Hands a chart to the browser as a file: the picture as it stands, as vectors, or the numbers behind it. */
export async function saveChart(source: ChartSource, format: ChartFormat): Promise<void> {
  const blob =
    format === 'PNG'
      ? await pngOf(source)
      : format === 'SVG'
        ? await svgOf(source)
        : new Blob([csvText(source.rows())], { type: 'text/csv' })
  saveBlob(chartFileName(source.label, format), blob)
}
