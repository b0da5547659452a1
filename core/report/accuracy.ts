import type { Evaluation } from '../../contract/model.ts'
import { at } from '../../spectra/at.ts'
import { deltaEPerSample, evaluate, rmsePerBand } from '../../spectra/metrics.ts'
import type { Matrix } from '../../model/service.ts'
import { html, table } from './html.ts'
import type { Markup } from './html.ts'
import { lineChart } from './line-chart.ts'
import type { Line } from './line-chart.ts'

/** Spectra of pairs on one axis, rows are patches: what a report compares. */
export interface ComparedPairs {
  readonly ids: readonly string[]
  readonly wavelengthNm: Float64Array
  readonly raw: Float64Array
  readonly reference: Float64Array
  /** By the model of the report. */
  readonly corrected?: Matrix
}

const milli = (value: number): string => (value * 1000).toFixed(2)

/** A row of the table of figures. */
export const figuresRow = (
  name: string,
  pairs: number | string,
  figures: Evaluation,
): (string | number)[] => [
  name,
  pairs,
  milli(figures.rmse),
  milli(figures.p95),
  figures.gfc.toFixed(5),
  ...(figures.dE00 === null
    ? ['-', '-', '-']
    : [figures.dE00.mean, figures.dE00.p95, figures.dE00.max].map((value) => value.toFixed(2))),
]

/** RMSE, GFC and dE00 with a row for each set of spectra. */
export const figuresTable = (rows: readonly (readonly (string | number)[])[]): Markup =>
  html`${table(['spectra', 'pairs', 'RMSE ×10⁻³', '95 % ×10⁻³', 'GFC', 'ΔE00 mean', '95 %', 'max'], rows)}
    <p>
      RMSE over all bands and patches in units of reflectance; 95 % = of the RMSE per patch; GFC = goodness of
      fit, 1 is equal; ΔE00 for D65, 2 degrees.
    </p>`

/** The figures of the pairs, raw and corrected. */
export function comparedRows({
  ids,
  wavelengthNm,
  raw,
  reference,
  corrected,
}: ComparedPairs): (string | number)[][] {
  const row = (name: string, values: Float64Array): (string | number)[] =>
    figuresRow(name, ids.length, evaluate(values, reference, wavelengthNm.length, wavelengthNm))
  return [row('uncorrected', raw), ...(corrected ? [row('corrected', corrected.data)] : [])]
}

/** Error over wavelength, and how many patches lie below a colour difference. */
export function comparedCharts(pairs: ComparedPairs): Markup {
  const { wavelengthNm, raw, reference, corrected } = pairs
  const bands = wavelengthNm.length
  const sets = [
    { label: 'uncorrected', values: raw, colour: '#b4501e', dashed: true },
    ...(corrected ? [{ label: 'corrected', values: corrected.data, colour: '#0b4f8a', dashed: false }] : []),
  ]
  const perBand = sets.map(({ values, ...line }): Line => ({
    ...line,
    x: wavelengthNm,
    y: rmsePerBand(values, reference, bands).map((value) => value * 1000),
  }))
  const coloured = evaluate(raw, reference, bands, wavelengthNm).dE00 !== null
  const cumulative = sets.map(({ values, ...line }): Line => {
    const sorted = deltaEPerSample(values, reference, wavelengthNm).sort()
    return { ...line, x: sorted, y: Float64Array.from(sorted, (_, i) => (100 * (i + 1)) / sorted.length) }
  })
  const charts = [
    lineChart({
      caption: 'Error of each band against the reference',
      xTitle: 'wavelength, nm',
      yTitle: 'RMSE ×10⁻³',
      lines: perBand,
    }),
    ...(coloured
      ? [
          lineChart({
            caption: 'Share of the patches below a colour difference',
            xTitle: 'ΔE00',
            yTitle: '% of patches',
            lines: cumulative,
            top: 100,
          }),
        ]
      : []),
  ]
  return html`<div class="charts">${charts}</div>`
}

/** The patches that agree least, with their colour differences; undefined where spectra have no colour. */
export function worstTable(pairs: ComparedPairs, count = 8): Markup | undefined {
  const { ids, wavelengthNm, raw, reference, corrected } = pairs
  if (evaluate(raw, reference, wavelengthNm.length, wavelengthNm).dE00 === null) return undefined
  const before = deltaEPerSample(raw, reference, wavelengthNm)
  const after = corrected && deltaEPerSample(corrected.data, reference, wavelengthNm)
  const rows = ids
    .map((id, row) => ({ id, before: at(before, row), after: after && at(after, row) }))
    .sort((a, b) => (b.after ?? b.before) - (a.after ?? a.before))
    .slice(0, count)
  return table(
    ['patch', 'ΔE00 uncorrected', ...(after ? ['ΔE00 corrected'] : [])],
    rows.map((row) => [
      row.id,
      row.before.toFixed(2),
      ...(row.after === undefined ? [] : [row.after.toFixed(2)]),
    ]),
  )
}
