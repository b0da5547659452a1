import type { ModelCard } from '../../contract/model.ts'
import { parameterName } from '../../contract/parameter-name.ts'
import type { AppContext } from '../app/context.ts'
import { comparedCharts, comparedRows, figuresRow, figuresTable, worstTable } from './accuracy.ts'
import { comparedPairs } from './compared-pairs.ts'
import { conditionsSection } from './conditions.ts'
import { facts, html, moment, page, section, table } from './html.ts'
import type { Markup } from './html.ts'
import { pairedInstruments, plateOf } from './instruments.ts'

/** A reason that begins with the outcome. */
const ACCEPTANCE_SAID = /^(Not a|A)ccepted/

/**
 * Certificate of a model as a page: what it was learned from, how well it does on patches it never saw, what it does
 * to the pairs of its session, what it found in the instrument, and the hashes by which all this can be checked.
 */
export async function certificate(context: AppContext, card: ModelCard, now: string): Promise<string> {
  const { store, about } = context.options
  const stored = store.listSessions().find(({ id }) => id === card.session)
  const pairs = stored && (await comparedPairs(context, card.session, card))
  const instruments = stored && pairedInstruments(store, stored)
  const worst = pairs && worstTable(pairs)
  const content: Markup[] = [
    section(
      'Instruments and model',
      facts([
        ['Spectrometer', instruments?.spectrometer ?? card.instrument],
        ['Reference', instruments?.reference ?? card.reference],
        ['Model', `${card.version}, ${card.method}`],
        ['State', card.state],
        ['Created', moment(card.created)],
        ['Recalibrates', card.parent ?? 'none, a full training'],
        ['Session', stored ? `${stored.id}, ${stored.name}` : `${card.session}, not in this database`],
        ['Measured', stored ? moment(stored.started) : 'not known'],
        ['Plate', stored ? plateOf(store, stored) : 'not known'],
        ['Pairs learned from', card.trainedOn],
        ['Range', `${card.axis.fromNm} to ${card.axis.toNm} nm, ${card.axis.bands} bands`],
        [
          'Instruments are',
          stored?.simulated === true ? 'simulated: not a certificate of a real one' : 'real',
        ],
      ]),
      html`<p>${card.assumptions}</p>`,
      ...(stored && stored.notes !== '' ? [html`<p>Notes of the session: ${stored.notes}</p>`] : []),
    ),
    ...(stored ? [conditionsSection(store, stored.id)] : []),
    section(
      'Accuracy',
      figuresTable([
        figuresRow('corrected, patches held out of the learning', '-', card.plate),
        ...(pairs
          ? comparedRows(pairs).map(([name, ...rest]) => [
              `${String(name)}, all pairs of the session`,
              ...rest,
            ])
          : []),
      ]),
      html`<p>
        ${
          card.foreign === null
            ? 'No foreign chart was measured: the error outside the plate is unknown.'
            : `On a foreign chart: RMSE ${(card.foreign.rmse * 1000).toFixed(2)} ×10⁻³${card.foreign.dE00 === null ? '' : `, ΔE00 ${card.foreign.dE00.mean.toFixed(2)} mean, ${card.foreign.dE00.max.toFixed(2)} max`}.`
        }
        Figures over all pairs of the session include those the model learned from.
      </p>`,
    ),
    ...(pairs ? [section('Error by band and by patch', comparedCharts(pairs))] : []),
    ...(worst ? [section('Patches that agree least', worst)] : []),
    section(
      'Acceptance',
      table(
        ['result', 'check', 'evidence'],
        card.acceptance.map((check) => [check.state, check.name, check.evidence]),
      ),
      html`<p>
        ${ACCEPTANCE_SAID.test(card.reason) ? '' : card.accepted ? 'Accepted. ' : 'Not accepted. '}${card.reason}
      </p>`,
    ),
    section('What the model found', parametersOf(card)),
    section(
      'Traceability',
      facts([
        ['Weights (SHA-256)', html`<span class="hash">${card.hash}</span>`],
        ['Data (SHA-256)', html`<span class="hash">${card.dataHash}</span>`],
        ['Seed of the folds', card.seed],
        ['Software', `Isochrome ${about.version}, ${about.runtime}`],
        ...Object.entries(card.libraries).map(([name, version]): [string, string] => [name, version]),
      ]),
    ),
  ]
  return page({
    title: `Certificate of model ${card.version}`,
    subtitle: `Correction of ${card.instrument} to ${card.reference}`,
    content,
    foot: `Made ${moment(now)} by Isochrome ${about.version} from the stored readings. The figures follow from the data and the model with these hashes.`,
  })
}

function parametersOf(card: ModelCard): Markup {
  const rows = Object.entries(card.parameters)
  if (rows.length === 0) return html`<p>This method chooses nothing from the data.</p>`
  return table(
    ['parameter', 'value'],
    rows.map(([key, value]) => [
      parameterName(key),
      typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value),
    ]),
  )
}
