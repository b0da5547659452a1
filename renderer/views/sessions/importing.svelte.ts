import type { FilesRead } from '../../../contract/session.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { bytesOf } from '../../text/base64.ts'
import { count } from '../../text/numbers.ts'
import { pickFiles } from '../../text/pick.ts'
import { sessionsState } from './state.svelte.ts'

/** The two sides of pairs that were measured elsewhere. */
export const SIDES = ['spectrometer', 'reference'] as const
export type Side = (typeof SIDES)[number]

/** What has been chosen for a session from files, and what came of the last one. */
export class ImportState {
  name = $state('')
  read = $state.raw<Readonly<Partial<Record<Side, FilesRead>>>>({})
  /** Side whose files are being read. */
  reading = $state<Side>()
  importing = $state(false)
  readonly ready = $derived(SIDES.every((side) => this.read[side]?.table))

  clear(): void {
    this.name = ''
    this.read = {}
  }
}

/** State of the import of a window. */
export const importState = perApp(() => new ImportState())

/** Asks for the files of a side and has them read; nothing is stored yet. */
export async function chooseFiles(app: App, side: Side): Promise<void> {
  const state = importState(app)
  const chosen = await pickFiles('')
  if (chosen.length === 0) return
  state.reading = side
  const files = await Promise.all(
    chosen.map(async (file) => ({ fileName: file.name, base64: await bytesOf(file) })),
  )
  const read = await app.ask((client) => client.session.readFiles({ files }))
  state.reading = undefined
  if (read === undefined) return
  state.read = { ...state.read, [side]: read }
  if (state.name === '' && side === 'spectrometer') state.name = stem(chosen[0]?.name ?? '')
}

const stem = (fileName: string): string => fileName.replace(/\.[^.]*$/, '')

/** Makes a session of the pairs; it is chosen then, and its sheet closes. */
export async function importSession(app: App): Promise<void> {
  const state = importState(app)
  const sessions = sessionsState(app)
  const [spectrometer, reference] = SIDES.map((side) => state.read[side]?.table)
  if (!spectrometer || !reference || state.importing) return
  const name = state.name.trim()
  state.importing = true
  const made = await app.ask(async (client) => {
    const result = await client.session.import({
      name: name === '' ? 'Import' : name,
      spectrometer,
      reference,
    })
    await sessions.refresh(client)
    return result
  })
  state.importing = false
  if (made === undefined) return
  const left = made.unmatched.spectrometer.length + made.unmatched.reference.length
  sessions.chosen = made.session
  sessions.sheet = undefined
  state.clear()
  app.notices.say(
    `${count(made.pairs, 'pair')} imported${left === 0 ? '' : `, ${count(left, 'sample')} without a partner left out`}. ${made.sentence}`.trim(),
  )
}
