import type { ModelCard } from '../../../contract/model.ts'
import { problemOf } from '../../problems.ts'
import type { App } from '../../state/app.svelte.ts'
import { methodWord } from '../../text/names.ts'
import { saveText } from '../../text/save.ts'
import { modelsState } from './state.svelte.ts'

/** "Gated v8" */
export const cardWord = (card: Pick<ModelCard, 'method' | 'version'>): string =>
  `${methodWord(card.method)} ${card.version}`

/** Trains all methods on the pairs of the source session and shows the candidate; `without` leaves methods out. */
export async function train(app: App, without: readonly string[] = []): Promise<void> {
  const state = modelsState(app)
  const { client } = app.link
  if (client === undefined || app.training.running) return
  app.go('models')
  state.page = 'tournament'
  state.problem = undefined
  state.table = false
  try {
    // Pairs may have come since this was looked at last.
    await state.refresh(client)
    const source = state.source?.id
    const methods = state.methods.map((method) => method.name).filter((name) => !without.includes(name))
    await app.training.start(client, {
      ...(source !== undefined && { session: source }),
      foldsBy: state.foldsBy,
      ...(without.length > 0 && { methods }),
    })
    state.endedAt = Date.now()
    const { finished } = app.training
    if (finished === undefined) {
      app.notices.say('Training stopped, finished methods are kept.')
      return
    }
    state.version = finished.candidate?.version
    state.method = undefined
    app.notices.say(finished.sentence)
  } catch (error) {
    state.problem = problemOf(error)
    state.endedAt = Date.now()
  }
}

/** Stops the training; finished methods stay on the screen. */
export async function stopTraining(app: App): Promise<void> {
  await app.ask((client) => client.model.cancel({}))
  app.training.stop()
}

/** Makes a model correct everything from the next spectrum on. */
export async function makeActive(app: App, card: ModelCard): Promise<void> {
  const done = await app.ask(async (client) => {
    const made = await client.model.promote({ model: card.version })
    await app.training.refresh(client)
    return made
  })
  if (done !== undefined) app.notices.say(`${cardWord(done)} corrects from the next spectrum on.`)
}

/** Keeps the active model; the candidate stays listed as refused. */
export async function keepActive(app: App, card: ModelCard): Promise<void> {
  const done = await app.ask(async (client) => {
    await client.model.keep({ model: card.version })
    await app.training.refresh(client)
    return true
  })
  if (done === undefined) return
  const active = modelsState(app).active
  app.notices.say(
    active === undefined
      ? `${cardWord(card)} was not made active, it stays listed.`
      : `${cardWord(active)} stays active, ${card.version} stays listed.`,
  )
}

/** Back to the model that was active before. */
export async function rollBack(app: App): Promise<void> {
  const state = modelsState(app)
  const left = state.active
  const card = await app.ask(async (client) => {
    const restored = await client.model.rollback({})
    await app.training.refresh(client)
    return restored
  })
  if (card === undefined) return
  state.version = card.version
  // The bench writes the line with all sentences; the ear hears the result at once.
  app.notices.spoken = `${card.version} is active again.${left === undefined ? '' : ` You went back from ${left.version}.`}`
}

/** Hands the bundle of a model to the browser as a file. */
export async function exportModel(
  app: App,
  card: ModelCard,
  format: 'bundle' | 'ccmx' = 'bundle',
): Promise<void> {
  const file = await app.ask((client) => client.model.export({ model: card.version, format }))
  if (file === undefined) return
  saveText(file.name, file.text)
  app.notices.say(`${cardWord(card)} exported as ${file.name}.`)
}

/** Takes the bundle of a model from a file into the list. */
export async function importModel(app: App, file: File): Promise<void> {
  const card = await app.ask(async (client) => {
    const taken = await client.model.import({ text: await file.text() })
    await app.training.refresh(client)
    return taken
  })
  if (card === undefined) return
  modelsState(app).version = card.version
  app.notices.say(`${cardWord(card)} imported from ${file.name}.`)
}
