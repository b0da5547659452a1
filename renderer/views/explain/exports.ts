import type { Explanation } from '../../../contract/explain.ts'
import type { Tokens } from '../../state/look.svelte.ts'
import { saveBlob, saveText } from '../../text/save.ts'
import { resultWords } from './words.ts'

/** Name of a file about an explanation, without ending. */
const fileName = ({ subject, sample, method }: Explanation): string =>
  `${subject.version}-${sample}-${method}`.replace(/[^\w.-]+/g, '-')

/** Bands as CSV: axis, what the model read, relevance. */
export function saveCsv(shown: Explanation): void {
  const { axis, spectrum, relevance, unit } = shown
  const head = { nm: 'wavelength_nm', 'cm-1': 'wavenumber_cm-1', index: 'band' }[unit]
  const lines = Array.from(axis, (x, i) => [x, spectrum[i], relevance[i]].map(String).join(','))
  saveText(`${fileName(shown)}.csv`, `${head},spectrum,relevance\n${lines.join('\n')}\n`)
}

const LINE = 22

/** The charts of the view in one picture, with what it is under it. */
export function savePicture(view: HTMLElement, shown: Explanation, tokens: Tokens): void {
  const charts = [...view.querySelectorAll('canvas')]
  const outer = view.getBoundingClientRect()
  const ratio = window.devicePixelRatio
  const caption = LINE * 3
  const lowest = Math.max(...charts.map((chart) => chart.getBoundingClientRect().bottom)) - outer.top
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(outer.width * ratio)
  canvas.height = Math.round((lowest + caption) * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return
  context.scale(ratio, ratio)
  context.fillStyle = tokens.well
  context.fillRect(0, 0, canvas.width, canvas.height)
  for (const chart of charts) {
    const box = chart.getBoundingClientRect()
    context.drawImage(chart, box.left - outer.left, box.top - outer.top, box.width, box.height)
  }
  context.fillStyle = tokens.t1
  context.font = '13px Inter Variable, sans-serif'
  context.fillText(shown.caption, 14, lowest + LINE)
  context.fillStyle = tokens.t2
  context.fillText(resultWords(shown), 14, lowest + 2 * LINE)
  canvas.toBlob((picture) => {
    if (picture !== null) saveBlob(`${fileName(shown)}.png`, picture)
  }, 'image/png')
}
