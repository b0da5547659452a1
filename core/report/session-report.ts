import type { AppContext } from '../app/context.ts'
import { instrumentsOf } from '../app/training-data.ts'
import { comparedCharts, comparedRows, figuresTable, worstTable } from './accuracy.ts'
import { comparedPairs } from './compared-pairs.ts'
import { conditionsSection } from './conditions.ts'
import { controlChart } from './control.ts'
import { facts, html, moment, page, section } from './html.ts'
import type { Markup } from './html.ts'
import { historyTable } from './history.ts'
import { hashOfReadings } from './hash.ts'
import { pairedInstruments, plateOf } from './instruments.ts'

/**
 * Report of a session as a page: instruments, plate, pairs, how far the instruments differ before and after the active
 * model, control patches, what was done, and the hash of the stored readings.
 */
export async function sessionReport(context: AppContext, id: number, now: string): Promise<string> {
  const { store, about } = context.options
  const session = store.getSession(id)
  // A model of another instrument would make the agreement look worse than it is.
  const card = context.active.fitting(instrumentsOf(store, id).instrument)
  const pairs = await comparedPairs(context, id, card)
  const model = pairs?.corrected && card ? card : undefined
  const instruments = pairedInstruments(store, session)
  const history = store.history(id)
  const worst = pairs && worstTable(pairs)
  const control = controlChart(context, id)
  const content: Markup[] = [
    section(
      'Session',
      facts([
        ['Number', session.id],
        ['Started', moment(session.started)],
        ['Spectrometer', instruments.spectrometer],
        ['Reference', instruments.reference],
        ['Plate', plateOf(store, session)],
        ['Instruments are', session.simulated ? 'simulated' : 'real'],
        ['Pairs', session.pairs],
        ['Readings', session.readings],
        ['Refused patches', store.refusedPairs(id).length],
        ['Left out patches', store.excludedPatches(id).length],
        ['Control readings', store.controlPairs(id).length],
        ['Corrected by', model ? `${model.version}, ${model.method}` : 'no model'],
      ]),
      ...(session.notes === '' ? [] : [html`<p>${session.notes}</p>`]),
    ),
    conditionsSection(store, id),
    ...(pairs
      ? [
          section('Agreement with the reference', figuresTable(comparedRows(pairs))),
          section('Error by band and by patch', comparedCharts(pairs)),
        ]
      : [section('Agreement with the reference', html`<p>No pair has been measured.</p>`)]),
    ...(worst ? [section('Patches that agree least', worst)] : []),
    ...(control ? [section('Control patches', control)] : []),
    ...(history.length > 0 ? [section('What was done', ...historyTable(history))] : []),
    section(
      'Traceability',
      facts([
        [
          'Readings of the pairs (SHA-256)',
          html`<span class="hash">${await hashOfReadings(store, id)}</span>`,
        ],
        ...(model ? [['Weights (SHA-256)', html`<span class="hash">${model.hash}</span>`] as const] : []),
        ['Software', `Isochrome ${about.version}, ${about.runtime}`],
      ]),
    ),
  ]
  return page({
    title: `Report of ${/^session\b/i.test(session.name) ? '' : 'session '}${session.name}`,
    subtitle: session.instruments.join(', '),
    content,
    foot: `Made ${moment(now)} by Isochrome ${about.version} from the stored readings.`,
  })
}
