import type { Store } from '../store/interface.ts'
import { html, moment, section, table } from './html.ts'
import type { Markup } from './html.ts'

const between = (range: readonly [number, number] | null, digits: number): string => {
  if (range === null) return 'its own'
  const [from, to] = range.map((value) => String(Number(value.toFixed(digits))))
  return from === to ? `${from}` : `${from} to ${to}`
}

const age = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
const minute = (iso: string): string => moment(iso).slice(0, 16)

/** Under what the readings of a session were taken, as far as they tell; what nobody measured is said to be missing. */
export function conditionsSection(store: Store, session: number): Markup {
  const rows = store.conditions(session)
  const oldest = store.oldestWhiteMs(session)
  return section(
    'Conditions',
    table(
      ['instrument', 'of', 'readings', 'first, UTC', 'last, UTC', 'integration time, ms', 'averages'],
      rows.map(({ role, kind, readings, first, last, integrationMs, scans }) => [
        ...[role, kind, readings, minute(first), minute(last)],
        ...[between(integrationMs, 2), between(scans, 0)],
      ]),
    ),
    html`<p>
      ${oldest === null ? 'No sample was read against a white of its own.' : `The oldest white a sample was read against was ${age(oldest)} old.`}
      Temperature and humidity of the room were not measured; what the operator wrote of them stands in the
      notes.
    </p>`,
  )
}
