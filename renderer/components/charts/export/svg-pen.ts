import type { Pen } from '../scene.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const short = (value: number): string => String(Math.round(value * 100) / 100)

type State = Pick<
  Pen,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'globalAlpha'
> & { dash: string; clip: string }

/** How far below its anchor a line of text stands, as a share of its size: few programs know SVG's own baselines. */
const DROP: Partial<Record<CanvasTextBaseline, number>> = { top: 0.86, middle: 0.35, bottom: -0.2 }
const ANCHOR: Partial<Record<CanvasTextAlign, string>> = { center: 'middle', right: 'end', end: 'end' }

/** Takes the drawing calls of a chart and writes them as SVG, so that a plot on paper is the plot on the screen. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = '#000'
  strokeStyle: Pen['strokeStyle'] = '#000'
  lineWidth = 1
  lineJoin: CanvasLineJoin = 'miter'
  font = '400 10px sans-serif'
  textAlign: CanvasTextAlign = 'start'
  textBaseline: CanvasTextBaseline = 'alphabetic'
  globalAlpha = 1
  readonly #parts: string[] = []
  readonly #kept: State[] = []
  readonly #measure: (font: string, text: string) => TextMetrics
  #path: string[] = []
  #dash = ''
  #clip = ''
  #clips = 0

  /** @param measure width of a text in a font */
  constructor(measure: (font: string, text: string) => TextMetrics) {
    this.#measure = measure
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, font, textAlign, textBaseline, globalAlpha } = this
    this.#kept.push({
      ...{ fillStyle, strokeStyle, lineWidth, lineJoin, font, textAlign, textBaseline, globalAlpha },
      dash: this.#dash,
      clip: this.#clip,
    })
  }

  restore(): void {
    const kept = this.#kept.pop()
    if (kept === undefined) return
    const { dash, clip, ...state } = kept
    Object.assign(this, state)
    this.#dash = dash
    this.#clip = clip
  }

  beginPath(): void {
    this.#path = []
  }
  moveTo(x: number, y: number): void {
    this.#path.push(`M${short(x)} ${short(y)}`)
  }
  lineTo(x: number, y: number): void {
    this.#path.push(`L${short(x)} ${short(y)}`)
  }
  closePath(): void {
    this.#path.push('Z')
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`)
  }
  /** Whole circles only: no chart draws another arc. */
  arc(x: number, y: number, radius: number): void {
    const r = short(radius)
    this.#path.push(`M${short(x - radius)} ${short(y)}`)
    for (const way of [2, -2]) this.#path.push(`a${r} ${r} 0 1 0 ${short(way * radius)} 0`)
  }

  clip(): void {
    const id = `clip${String(++this.#clips)}`
    this.#parts.push(`<clipPath id="${id}"${this.#clip}><path d="${this.#path.join('')}"/></clipPath>`)
    this.#clip = ` clip-path="url(#${id})"`
  }
  stroke(): void {
    this.#shape(`d="${this.#path.join('')}" fill="none"${this.#stroke()}`, 'path')
  }
  fill(): void {
    this.#shape(`d="${this.#path.join('')}" fill="${this.#colour(this.fillStyle)}"`, 'path')
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const box = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`
    this.#shape(`${box} fill="${this.#colour(this.fillStyle)}"`, 'rect')
  }
  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="${this.#colour(this.fillStyle)}"`)
  }
  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="none"${this.#stroke()}`)
  }
  setLineDash(dash: readonly number[]): void {
    this.#dash = dash.map(short).join(' ')
  }
  measureText(text: string): TextMetrics {
    return this.#measure(this.font, text)
  }
  /** A picture of pixels, given as data address, stretched without smoothing. */
  image(address: string, x: number, y: number, width: number, height: number): void {
    const box = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`
    this.#parts.push(
      `<image ${box} preserveAspectRatio="none" image-rendering="pixelated" href="${escaped(address)}"/>`,
    )
  }

  /** The whole drawing on its background. */
  document(width: number, height: number, background: string, title: string): string {
    const size = `width="${short(width)}" height="${short(height)}"`
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${short(width)} ${short(height)}">`,
      `<title>${escaped(title)}</title>`,
      `<rect ${size} fill="${escaped(background)}"/>`,
      ...this.#parts,
      '</svg>',
      '',
    ].join('\n')
  }

  #shape(attributes: string, element: string): void {
    const alpha = this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : ''
    this.#parts.push(`<${element} ${attributes}${alpha}${this.#clip}/>`)
  }

  #text(text: string, x: number, y: number, look: string): void {
    const [, weight = '400', size = '10', family = 'sans-serif'] =
      /^(\d+) ([\d.]+)px (.*)$/.exec(this.font) ?? []
    const drop = (DROP[this.textBaseline] ?? 0) * Number(size)
    const anchor = ANCHOR[this.textAlign]
    const face = `font-family="${escaped(family)}" font-size="${size}" font-weight="${weight}"`
    const place = `x="${short(x)}" y="${short(y + drop)}"${anchor === undefined ? '' : ` text-anchor="${anchor}"`}`
    this.#parts.push(`<text ${place} ${face} ${look}${this.#clip}>${escaped(text)}</text>`)
  }

  #stroke(): string {
    const dash = this.#dash === '' ? '' : ` stroke-dasharray="${this.#dash}"`
    return ` stroke="${this.#colour(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${dash}`
  }

  #colour(style: Pen['fillStyle']): string {
    return typeof style === 'string' ? escaped(style) : 'none'
  }
}
