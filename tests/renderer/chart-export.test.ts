import { describe, expect, it } from 'vitest'
import { drawAxes } from '../../renderer/components/charts/draw-axes.ts'
import { drawOver, drawUnder } from '../../renderer/components/charts/draw-marks.ts'
import { drawTraces } from '../../renderer/components/charts/draw-traces.ts'
import { chartFileName } from '../../renderer/components/charts/export/chart-source.ts'
import { csvText, plotRows } from '../../renderer/components/charts/export/columns.ts'
import { SvgPen } from '../../renderer/components/charts/export/svg-pen.ts'
import type { PlotSpec, Trace } from '../../renderer/components/charts/plot.ts'
import type { Scene } from '../../renderer/components/charts/scene.ts'
import type { TokenName, Tokens } from '../../renderer/state/look.svelte.ts'

const tokens = new Proxy({} as Record<TokenName, string>, { get: (_, name) => `#${String(name)}` }) as Tokens
const trace = (more: Partial<Trace>): Trace => ({
  id: 'a',
  label: 'A',
  x: [400, 500, 600],
  y: [0.1, 0.3, 0.2],
  colour: 'cor',
  ...more,
})

function drawn(spec: Partial<PlotSpec>): string {
  const pen = new SvgPen((_, text) => ({ width: 6 * text.length }) as TextMetrics)
  const scene: Scene = {
    context: pen,
    width: 300,
    area: { left: 50, top: 10, right: 290, bottom: 180 },
    spec: {
      traces: [trace({})],
      x: { min: 400, max: 600, ticks: [{ value: 500, label: '500' }] },
      y: { min: 0, max: 0.4, ticks: [{ value: 0.2, label: '0.2' }] },
      ...spec,
    },
    tokens,
    scale: 1,
    px: (x) => 50 + ((x - 400) / 200) * 240,
    py: (y) => 180 - (y / 0.4) * 170,
  }
  drawAxes(scene)
  drawUnder(scene)
  drawTraces(scene)
  drawOver(scene)
  return pen.document(300, 200, '#fff', 'A < B')
}

describe('a chart as SVG', () => {
  it('is a document with its title, its axes and its line where the screen has it', () => {
    const svg = drawn({ corner: 'R & D' })
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="300" height="200"/)
    expect(svg).toContain('<title>A &lt; B</title>')
    expect(svg).toContain('>R &amp; D</text>')
    expect(svg).toContain('>500</text>')
    expect(svg).toMatch(/<path d="M50 137\.5L170 52\.5L290 95" fill="none" stroke="#cor"/)
    expect(svg.match(/<clipPath id="(\w+)"/g)).toEqual([...new Set(svg.match(/<clipPath id="(\w+)"/g))])
  })

  it('leaves a gap where there is none, and climbs in steps', () => {
    expect(drawn({ traces: [trace({ y: [0.1, NaN, 0.2] })] })).toMatch(/d="M50 137\.5" fill="none"/)
    expect(drawn({ traces: [trace({ form: 'steps' })] })).toContain(
      'M50 137.5L170 137.5L170 52.5L290 52.5L290 95',
    )
  })

  it('closes a band and rings its points', () => {
    const band = drawn({ traces: [trace({ interval: [0.01, 0.01, 0.01] })] })
    expect(band).toMatch(/<path d="M50 [\d.]+(L[\d. ]+){5}Z" fill="#band"/)
    expect(drawn({ traces: [trace({ form: 'points' })] }).match(/a2\.3 2\.3/g)).toHaveLength(12)
  })

  it('takes back what was set between save and restore', () => {
    const pen = new SvgPen(() => ({ width: 0 }) as TextMetrics)
    pen.fillStyle = '#123456'
    pen.save()
    pen.fillStyle = '#ffffff'
    pen.beginPath()
    pen.rect(0, 0, 5, 5)
    pen.clip()
    pen.restore()
    pen.fillRect(1, 2, 3, 4)
    expect(pen.document(9, 9, '#000', '')).toContain(
      '<rect x="1" y="2" width="3" height="4" fill="#123456"/>',
    )
  })
})

describe('the numbers behind a chart', () => {
  it('are one row for each x where the traces share it, with the ends of a band', () => {
    const traces = [
      trace({ interval: [0.5, 0.5, 0.5] }),
      trace({ id: 'b', label: 'B, "raw"', y: [1, NaN, 3] }),
    ]
    expect(
      csvText(plotRows({ traces, xUnit: 'nm' }))
        .split('\n')
        .slice(0, 3),
    ).toEqual(['nm,A,"A, lower","A, upper","B, ""raw"""', '400,0.1,-0.4,0.6,1', '500,0.3,-0.2,0.8,'])
  })

  it('are one row for each point where they do not, without what is only a mark', () => {
    const traces = [
      trace({}),
      trace({ id: 'b', label: 'B', x: [410], y: [7] }),
      trace({ id: 'm', spoken: false }),
    ]
    expect(plotRows({ traces })).toEqual([
      ['series', 'x', 'y'],
      ['A', '400', '0.1'],
      ['A', '500', '0.3'],
      ['A', '600', '0.2'],
      ['B', '410', '7'],
    ])
  })

  it('go into a file named after the chart', () => {
    expect(chartFileName('Error by wavelength: Gated 0.0017', 'SVG')).toBe('error-by-wavelength.svg')
    expect(chartFileName('', 'PNG')).toBe('chart.png')
  })
})
