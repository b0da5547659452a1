import type { OperatorAnswer } from '../../../contract/run.ts'
import type { App } from '../../state/app.svelte.ts'
import { count } from '../../text/numbers.ts'
import type { PlateState } from './plate-state.svelte.ts'
import type { SetUp } from './set-up.svelte.ts'

/**
 * Starts the scan of the plate shown, or goes on at its first patch without a committed pair. What a verification or a
 * recalibration read stays a session of its own.
 */
export async function startScan(app: App, plate: PlateState, setUp: SetUp): Promise<void> {
  const name = plate.plate?.name
  if (name === undefined) return
  const session = plate.scanned ? plate.session : undefined
  await app.ask(async (client) => {
    const run = await client.run.scan({
      ...setUp.options(),
      plate: name,
      ...(session !== undefined && { session }),
    })
    await plate.load(client, run.session)
    plate.mode = 'scan'
  })
}

/** The scan finishes the pair it is at and waits. */
export const pauseScan = (app: App): Promise<unknown> => app.ask((client) => client.run.pause({}))
/** Goes on where it waits. */
export const resumeScan = (app: App): Promise<unknown> => app.ask((client) => client.run.resume({}))
/** Ends the scan; everything committed stays. */
export const stopScan = (app: App): Promise<unknown> => app.ask((client) => client.run.stop({}))
/** Answers what the scan asks. */
export const answer = (app: App, said: OperatorAnswer['answer']): Promise<unknown> =>
  app.ask((client) => client.run.answer({ answer: said }))

/** Puts patches on the repeat list of the running scan; where none goes on the bench starts a run of its own for them. */
export async function repeat(
  app: App,
  plate: PlateState,
  what: { readonly patches?: string[]; readonly worst?: number },
): Promise<void> {
  const { session } = plate
  const done = await app.ask(async (client) => {
    const { patches } = await client.run.repeat(what)
    await plate.load(client, session)
    return patches
  })
  if (done !== undefined) app.notices.say(`${count(done.length, 'patch', 'patches')} to be measured again.`)
}

/** Takes the selected patches out of the training, or back in when the current one is out. */
export async function excludeSelected(app: App, plate: PlateState): Promise<void> {
  const { session } = plate
  if (session === undefined) return
  const patches = plate.chosen
  const excluded = plate.byId.get(plate.subject ?? '')?.view.state !== 'excluded'
  await app.ask(async (client) => {
    await client.plate.exclude({ session, patches, excluded })
    await plate.load(client, session)
  })
}

/** Counts a refused pair as right after all. */
export async function acceptRefused(app: App, plate: PlateState, patch: string): Promise<void> {
  const { session } = plate
  if (session === undefined) return
  await app.ask(async (client) => {
    await client.plate.accept({ session, patch })
    await plate.load(client, session)
  })
}
