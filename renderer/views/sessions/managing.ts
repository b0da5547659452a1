import type { ExportFormat, ExportScope, ExportStyle } from '../../../contract/session.ts'
import { isAbort, problemOf } from '../../problems.ts'
import type { App } from '../../state/app.svelte.ts'
import { saveFile } from '../../text/save.ts'
import { sessionsState } from './state.svelte.ts'

/** What a session file holds of every pair. */
export type ExportValues = 'raw' | 'corrected' | 'reference' | 'both'

/** Starts a new session; the readings that follow belong to it. */
export async function createSession(app: App): Promise<void> {
  const state = sessionsState(app)
  const made = await app.ask(async (client) => {
    const session = await client.session.create({})
    await state.refresh(client)
    return session
  })
  if (made === undefined) return
  state.chosen = made.id
  app.notices.say(`Session ${made.name} is open. Its references have to be taken first.`)
}

/** Makes a stored session the open one: readings that follow are added to it. */
export async function openSession(app: App): Promise<void> {
  const { session } = sessionsState(app)
  if (session === undefined) return
  const opened = await app.ask((client) => client.session.open({ session: session.id }))
  if (opened !== undefined) app.notices.say(`Session ${opened.name} is open.`)
}

/** What a person says of a session; `tags` separated by commas. */
export interface Words {
  readonly name: string
  readonly notes: string
  readonly tags: string
}

/** Tags without blanks around them and each once, as typed. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim().slice(0, 60))
      .filter((tag) => tag !== ''),
  ),
]

/** Writes name, notes and tags of a session. */
export async function describe(app: App, id: number, { name, notes, ...words }: Words): Promise<void> {
  const state = sessionsState(app)
  const old = state.list.find((session) => session.id === id)
  const trimmed = name.trim()
  const tags = tagsOf(words.tags).slice(0, 40)
  if (old === undefined || trimmed === '') return
  if (trimmed === old.name && notes === old.notes && tags.join() === old.tags.join()) return
  await app.ask(async (client) => {
    await client.session.rename({ session: id, name: trimmed, notes, tags })
    await state.refresh(client)
  })
}

/** Makes a superseded or undone reading's pair the patch's pair again. */
export async function restoreReading(app: App, reading: number): Promise<void> {
  const restored = await app.ask((client) => client.session.restore({ reading }))
  if (restored !== undefined)
    app.notices.say(`The pair of ${restored.patch} counts again. Undo takes it back.`)
}

/** Compares the session on the screen with another one; nothing given = back to its readings. */
export async function compareWith(app: App, other: number | undefined): Promise<void> {
  const state = sessionsState(app)
  const { session } = state
  if (session === undefined || other === undefined) {
    state.comparison = undefined
    return
  }
  const made = await app.ask((client) => client.session.compare({ a: session.id, b: other }))
  if (made !== undefined && state.session?.id === made.a) state.comparison = made
}

/** Hands a session to the browser as a file; true when it was written. */
export async function exportSession(
  app: App,
  options: {
    session: number
    format: ExportFormat
    values: ExportValues
    name: string
    style: ExportStyle
    scope?: ExportScope
    everyNm?: number
  },
): Promise<boolean> {
  const { name, ...rest } = options
  const file = await app.ask((client) => client.session.export(rest))
  if (file === undefined) return false
  const called = name === '' ? file.name : name
  saveFile(called, file)
  app.notices.say(`Exported as ${called}. ${file.sentence ?? ''}`.trim())
  return true
}

/** Runs a loading job; a connection that was cut is said elsewhere. */
export function quietly(app: App, job: Promise<unknown>): void {
  job.catch((error: unknown) => {
    if (!isAbort(error)) app.notices.raise(problemOf(error))
  })
}
