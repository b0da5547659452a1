import { at } from '../../spectra/at.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'

/** One line of a chart. */
export interface Line {
  /** Empty: not in the legend. */
  readonly label: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Any CSS colour; differs in lightness from the others, for prints without colour. */
  readonly colour: string
  readonly dashed?: boolean
}

/** A chart of a report. */
export interface LineChart {
  readonly caption: string
  readonly xTitle: string
  readonly yTitle: string
  readonly lines: readonly Line[]
  /** Least top of the y axis; it grows with the values. */
  readonly top?: number
}

const [WIDTH, HEIGHT] = [420, 270]
const PLOT = { left: 46, right: 12, top: 22, bottom: 48 }

/** A step of 1, 2 or 5 times a power of ten that gives at most `most` parts. */
function stepFor(span: number, most: number): number {
  const rough = span / most
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10)
}

function ticks(from: number, to: number, most: number): number[] {
  const step = stepFor(to - from, most)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)))
}

/** Lines over a common x as inline SVG; the y axis begins at nought or below. Without points: a sentence. */
export function lineChart({ caption, xTitle, yTitle, lines, top = 0 }: LineChart): Markup {
  const xs = lines.flatMap(({ x }) => Array.from(x))
  const ys = lines.flatMap(({ y }) => Array.from(y))
  if (xs.length < 2) return html`<figure><figcaption>${caption}: nothing was measured.</figcaption></figure>`
  const low = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b))
  const high = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
  const [xFrom, xTo] = [low(xs), Math.max(high(xs), low(xs) + 1e-9)]
  const yFrom = Math.min(0, low(ys))
  const yTo = Math.max(top, high(ys), yFrom + 1e-9)
  const px = (x: number): number =>
    PLOT.left + ((x - xFrom) / (xTo - xFrom)) * (WIDTH - PLOT.left - PLOT.right)
  const py = (y: number): number =>
    HEIGHT - PLOT.bottom - ((y - yFrom) / (yTo - yFrom)) * (HEIGHT - PLOT.top - PLOT.bottom)
  const place = (value: number): string => value.toFixed(1)
  const path = ({ x, y }: Line): string =>
    Array.from(x, (value, i) => `${i === 0 ? 'M' : 'L'}${place(px(value))} ${place(py(at(y, i)))}`).join('')
  const bottom = HEIGHT - PLOT.bottom
  const xTicks = ticks(xFrom, xTo, 6).map(
    (x) =>
      html`<line
          x1="${place(px(x))}"
          x2="${place(px(x))}"
          y1="${bottom}"
          y2="${bottom + 4}"
          stroke="#777"
        /><text x="${place(px(x))}" y="${bottom + 15}" text-anchor="middle">${x}</text>`,
  )
  const yTicks = ticks(yFrom, yTo, 5).map(
    (y) =>
      html`<line
          x1="${PLOT.left}"
          x2="${WIDTH - PLOT.right}"
          y1="${place(py(y))}"
          y2="${place(py(y))}"
          stroke="#e2e2e2"
        /><text x="${PLOT.left - 5}" y="${place(py(y) + 3.5)}" text-anchor="end">${y}</text>`,
  )
  const drawn = lines.map(
    (line) =>
      html`<path
        d="${path(line)}"
        fill="none"
        stroke="${line.colour}"
        stroke-width="1.6"
        stroke-dasharray="${line.dashed === true ? '5 3' : 'none'}"
      />`,
  )
  const legend = lines
    .filter(({ label }) => label !== '')
    .map(
      (line, i) =>
        html`<line
            x1="${PLOT.left + 8 + i * 118}"
            x2="${PLOT.left + 28 + i * 118}"
            y1="${HEIGHT - 6}"
            y2="${HEIGHT - 6}"
            stroke="${line.colour}"
            stroke-width="1.6"
            stroke-dasharray="${line.dashed === true ? '5 3' : 'none'}"
          /><text x="${PLOT.left + 33 + i * 118}" y="${HEIGHT - 2.5}">${line.label}</text>`,
    )
  return html`<figure>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${caption}"
      font-family="system-ui,Helvetica,Arial,sans-serif"
      font-size="10.5"
      fill="#333"
    >
      ${yTicks}${xTicks}
      <path d="M${PLOT.left} ${PLOT.top}V${bottom}H${WIDTH - PLOT.right}" fill="none" stroke="#777" />
      ${drawn}
      <text x="${WIDTH - PLOT.right}" y="${bottom + 28}" text-anchor="end" fill="#777">${xTitle}</text>
      <text x="${PLOT.left}" y="${PLOT.top - 9}" fill="#777">${yTitle}</text>
      ${legend}
    </svg>
    <figcaption>${caption}</figcaption>
  </figure>`
}
