import type { App } from './app.svelte.ts'
import { fixed } from '../text/numbers.ts'
import { domainSaid } from '../components/lamp-state.ts'
import type { Spot } from '../../contract/live.ts'

/** Takes the dark or the white reference and says so; a scan takes it before its next patch. */
export async function takeReference(app: App, kind: 'dark' | 'white'): Promise<void> {
  if (app.taking !== undefined) return
  const inScan = app.run.active
  app.taking = { what: kind === 'dark' ? 'Taking dark' : 'Taking white', since: Date.now() }
  try {
    const done = await app.ask((client) =>
      kind === 'dark' ? client.measure.dark({}) : client.measure.white({}),
    )
    const name = kind === 'dark' ? 'Dark' : 'White'
    if (done !== undefined) app.notices.say(inScan ? `${name} before the next patch.` : `${name} taken.`)
  } finally {
    app.taking = undefined
  }
}

/** Reads the spectrometer, and the reference where there is one, and stores the spot under the next name. */
export async function measureSpot(app: App): Promise<Spot | undefined> {
  if (app.taking !== undefined) return undefined
  app.taking = { what: 'Measuring', since: Date.now() }
  const paired = app.bench.reference?.state === 'ready' || app.bench.reference?.state === 'busy'
  try {
    const spot = await app.ask((client) => client.measure.spot({ name: app.spots.nextName(), paired }))
    if (spot === undefined) return undefined
    app.spots.add(spot)
    app.notices.say(resultOf(spot))
    return spot
  } finally {
    app.taking = undefined
  }
}

/** "Spot stored: Panel 2218-a, delta E 0.09 corrected, in domain" */
export function resultOf(spot: Spot): string {
  const difference =
    spot.deltaECorrected !== undefined
      ? `, delta E ${fixed(spot.deltaECorrected, 2)} corrected`
      : spot.deltaERaw !== undefined
        ? `, delta E ${fixed(spot.deltaERaw, 2)} raw`
        : spot.tristimulus !== undefined
          ? `, ${tristimulusText(spot.tristimulus)}`
          : ', without reference'
  return `Spot stored: ${spot.name}${difference}, ${domainSaid(spot.domain, spot.model !== undefined).word.toLowerCase()}`
}

/** "reference X 95.04, Y 100.0, Z 108.9 cd/m2" */
export const tristimulusText = ({ xyz, unit }: NonNullable<Spot['tristimulus']>): string =>
  `reference ${['X', 'Y', 'Z'].map((name, i) => `${name} ${(xyz[i] ?? 0).toPrecision(4)}`).join(', ')} ${unit}`

/** Undoes or redoes the last measurement or decision and says which. */
export async function stepHistory(app: App, direction: 'undo' | 'redo'): Promise<void> {
  const what = await app.ask(async (client) => {
    const text =
      direction === 'undo' ? (await client.measure.undo({})).undone : (await client.measure.redo({})).redone
    await app.spots.refresh(client)
    return { text }
  })
  if (what === undefined) return
  if (what.text === null) app.notices.say(direction === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.')
  else app.notices.say(`${direction === 'undo' ? 'Undone' : 'Redone'}: ${what.text}`)
}
