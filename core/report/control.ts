import type { AppContext } from '../app/context.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { lineChart } from './line-chart.ts'

/** The control chart of a session: lightness of its control patches against their first reading; undefined without any. */
export function controlChart({ options, views }: AppContext, session: number): Markup | undefined {
  const { store } = options
  const controls = store.controlPairs(session)
  if (controls.length < 2) return undefined
  const { points, limit } = views.series(store.currentPairs(session), controls)
  if (points.length < 2) return undefined
  const x = points.map((_, i) => i + 1)
  const outside = points.filter((point) => point.outside).length
  return html`<div class="charts">
      ${lineChart({
        caption: `Lightness of the control patches against their first reading; limit ±${limit.toFixed(3)}`,
        xTitle: 'control reading',
        yTitle: 'ΔL*',
        top: limit * 1.2,
        lines: [
          { label: 'reading', x, y: points.map(({ deltaL }) => deltaL), colour: '#999' },
          { label: 'moving average', x, y: points.map(({ ewma }) => ewma), colour: '#0b4f8a' },
          { label: 'limit', x: [1, x.length], y: [limit, limit], colour: '#b4501e', dashed: true },
          { label: '', x: [1, x.length], y: [-limit, -limit], colour: '#b4501e', dashed: true },
        ],
      })}
    </div>
    <p>
      ${outside === 0 ? 'No average lies outside the limit.' : `${outside} of ${points.length} averages lie outside the limit.`}
    </p>`
}
