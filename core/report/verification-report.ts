import type { FloorFigures } from '../../contract/figures.ts'
import type { JudgedFigure, Verification, VerificationChart } from '../../contract/verify.ts'
import type { AppContext } from '../app/context.ts'
import { verificationChart } from '../verification/history.ts'
import { figureText } from '../verification/tolerance.ts'
import { figuresRow, figuresTable } from './accuracy.ts'
import { hashOfReadings } from './hash.ts'
import { facts, html, moment, page, section, table } from './html.ts'
import type { Markup } from './html.ts'
import { lineChart } from './line-chart.ts'

const NAMES: Record<JudgedFigure['name'], string> = {
  dE00Mean: 'ΔE00, mean of the patches',
  dE00P95: 'ΔE00, 95 %',
  dE00Max: 'ΔE00, largest',
  rmse: 'RMSE over all bands and patches',
  gfc: 'Goodness of fit, mean (at least)',
  patches: 'Patches read (at least)',
}
/** Patches that the table of the worst lists. */
const WORST = 12

/**
 * Report of a verification as a page: outcome, every figure beside its limit, the patches, what changed since the session
 * of the model, shares of the error, the history with its limits, hashes.
 */
export async function verificationReport(
  context: AppContext,
  verification: Verification,
  now: string,
): Promise<string> {
  const { store, about } = context.options
  const { session, instrument, reference, model, patches, tolerance, floor } = verification
  const chart = verificationChart(store.listVerifications({ instrument, model }))
  const content: Markup[] = [
    section(
      verification.passed ? 'Passed' : 'Failed',
      html`<p>${verification.reason}</p>`,
      judged(verification.figures),
      html`<p>
        "${tolerance.standard}" and its limits are those kept for the instrument or given for this
        verification. The figures are those of the mean of ${verification.readings} readings of each patch,
        corrected, against the reference; ΔE00 for D65, 2 degrees.
      </p>`,
    ),
    section(
      'What was verified',
      facts([
        ['Spectrometer', `${verification.spectrometerName}, ${instrument}`],
        ['Reference', `${verification.referenceName}, ${reference}`],
        ['Model', `${model}, ${verification.method}`],
        ['Verified', moment(verification.at)],
        ['Patches', `${patches.length} of ${patches.length + verification.unread.length}`],
        ['Placed by', verification.mode === 'motorised' ? 'the stage' : 'hand'],
        ['Outside the domain', verification.foreign],
        ['Session', session],
        ['Instruments are', verification.simulated ? 'simulated: nothing real was verified' : 'real'],
        ['Not read', verification.unread.length === 0 ? 'none' : verification.unread.join(', ')],
      ]),
      ...(verification.note === '' ? [] : [html`<p>Note of the operator: ${verification.note}</p>`]),
    ),
    section(
      'Agreement with the reference',
      figuresTable([
        figuresRow('uncorrected', patches.length, verification.raw),
        figuresRow('corrected', patches.length, verification.corrected),
      ]),
      patchTable(verification),
    ),
    section('What changed since the session of the model', changesTable(verification)),
    ...(floor ? [section('Where the error comes from', budget(floor))] : []),
    ...(chart && chart.points.length > 1 ? [section('History', history(chart))] : []),
    section(
      'Traceability',
      facts([
        [
          'Readings of the pairs (SHA-256)',
          html`<span class="hash">${await hashOfReadings(store, session)}</span>`,
        ],
        ['Weights (SHA-256)', html`<span class="hash">${verification.modelHash}</span>`],
        ['Verification', `number ${verification.id}, never changed since`],
        ['Software', `Isochrome ${about.version}, ${about.runtime}`],
      ]),
    ),
  ]
  return page({
    title: `Verification of ${instrument} with ${model}`,
    subtitle: `${verification.passed ? 'Passed' : 'Failed'}: ${tolerance.standard}`,
    content,
    foot: `Made ${moment(now)} by Isochrome ${about.version} from the stored verification.`,
  })
}

const judged = (figures: readonly JudgedFigure[]): Markup =>
  table(
    ['figure', 'value', 'limit', ''],
    figures.map(({ name, value, limit, passed }) => [
      NAMES[name],
      figureText(name, value),
      limit === null ? 'none' : String(limit),
      limit === null ? 'not judged' : passed ? 'kept' : 'not kept',
    ]),
  )

function patchTable({ patches, corrected }: Verification): Markup {
  const colour = corrected.dE00 !== null
  const name = colour ? 'ΔE00' : 'RMSE ×10⁻³'
  const shown = (value: number): string => (colour ? value : value * 1000).toFixed(2)
  return table(
    ['patch', `${name} uncorrected`, `${name} corrected`],
    [...patches]
      .sort((a, b) => b.corrected - a.corrected)
      .slice(0, WORST)
      .map((patch) => [patch.patch, shown(patch.raw), shown(patch.corrected)]),
  )
}

const number = (value: number | null): string => (value === null ? '-' : String(+value.toPrecision(3)))

function changesTable({ changes, trainingSession }: Verification): Markup {
  return html`${table(
      ['', 'then', 'now', 'known to', 'unit', ''],
      changes.map((change) => [
        change.title,
        number(change.before),
        number(change.now),
        change.uncertainty === null ? '-' : `±${number(change.uncertainty)}`,
        change.unit,
        change.state === 'changed' ? `Changed. ${change.sentence}` : change.sentence,
      ]),
    )}
    <p>
      ${
        trainingSession === undefined
          ? 'The session of the model is not in this database.'
          : `Compared with session ${trainingSession}. Wavelength, stray light, gain and offset are those of the physical correction, fitted to the same patches then and now; the error is that of leaving each patch out in turn, or what simulated units showed.`
      }
    </p>`
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

function budget({ budget: shares, rmse, readings, patches }: FloorFigures): Markup {
  return html`${table(
      ['share of the mean squared error', ''],
      [
        ['spread of the spectrometer, corrected', percent(shares.repeatability)],
        ['spread of the reference', percent(shares.reference)],
        ['pairing: both halves of one placement', percent(shares.pairing)],
        ['the model and everything that drifted', percent(shares.model)],
      ],
    )}
    <p>
      From ${readings} readings of ${patches} patches; no model can do better than RMSE
      ${(rmse * 1000).toFixed(2)} ×10⁻³ on single readings of this bench.
    </p>`
}

function history({ points, baseline, ewmaLimit, cusumLimit, unit }: VerificationChart): Markup {
  const x = points.map((_, i) => i + 1)
  const outside = points.filter((point) => point.outside).length
  const last = points.at(-1)
  return html`<div class="charts">
      ${lineChart({
        caption: `${unit} against the mean of the first verifications, ${baseline.toFixed(3)}; limit ±${ewmaLimit.toFixed(3)}`,
        xTitle: 'verification',
        yTitle: `${unit}, deviation`,
        top: ewmaLimit * 1.2,
        lines: [
          { label: 'verification', x, y: points.map(({ deviation }) => deviation), colour: '#999' },
          { label: 'moving average', x, y: points.map(({ ewma }) => ewma), colour: '#0b4f8a' },
          { label: 'limit', x: [1, x.length], y: [ewmaLimit, ewmaLimit], colour: '#b4501e', dashed: true },
          { label: '', x: [1, x.length], y: [-ewmaLimit, -ewmaLimit], colour: '#b4501e', dashed: true },
        ],
      })}
    </div>
    <p>
      ${points.length} verifications of this instrument with this model;
      ${outside === 0 ? 'none outside the limits' : `${outside} outside the limits`}. Cumulative sum now
      ${Math.max(last?.above ?? 0, last?.below ?? 0).toFixed(1)} standard deviations, limit ${cusumLimit}.
    </p>`
}
