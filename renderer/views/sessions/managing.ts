import type { ExportFormat, ExportStyle } from '../../../contract/session.ts'
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

/** Writes name and notes of a session. */
export async function describe(app: App, id: number, name: string, notes: string): Promise<void> {
  const state = sessionsState(app)
  const old = state.list.find((session) => session.id === id)
  const trimmed = name.trim()
  if (old === undefined || trimmed === '' || (trimmed === old.name && notes === old.notes)) return
  await app.ask(async (client) => {
    await client.session.rename({ session: id, name: trimmed, notes })
    await state.refresh(client)
  })
}

/** Hands a session to the browser as a file; true when it was written. */
export async function exportSession(
  app: App,
  options: { session: number; format: ExportFormat; values: ExportValues; name: string; style: ExportStyle },
): Promise<boolean> {
  const { session, format, values, name, style } = options
  const file = await app.ask((client) => client.session.export({ session, format, values, style }))
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
