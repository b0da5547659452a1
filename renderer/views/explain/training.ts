import type { RamanTrain } from '../../../contract/raman.ts'
import { problemOf } from '../../problems.ts'
import type { App } from '../../state/app.svelte.ts'
import { pickFile, pickFolder } from '../../text/pick.ts'
import { explainState } from './state.svelte.ts'

/** Trains a Raman classifier and opens it; a stop leaves nothing. */
async function train(app: App, source: string, options: Partial<RamanTrain>): Promise<void> {
  const state = explainState(app)
  const { client } = app.link
  if (client === undefined || state.training !== undefined) return
  state.training = { source }
  state.problem = undefined
  state.said = []
  try {
    const task = state.mixtures ? 'mixtures' : 'one'
    const size = { convolutions: 1, filters: state.filters, width: state.width, poolings: 2 }
    for await (const event of await client.raman.train({ task, size, ...options })) {
      if (event.type === 'said') state.said = [...state.said, event.sentence]
      if (event.type === 'epoch') state.training = { source, epoch: event }
      if (event.type === 'finished') {
        app.notices.say(`${event.card.version} is trained: ${accuracyWords(event.card.accuracy)}.`)
        await state.refresh(client)
        await state.choose(client, `raman:${event.card.version}`)
      }
    }
  } catch (error) {
    state.problem = problemOf(error)
  } finally {
    state.training = undefined
  }
}

/** "50 of 50 made variations right" */
export const accuracyWords = ({
  right,
  of,
  on,
}: {
  readonly right: number
  readonly of: number
  readonly on: 'measured' | 'made'
}): string =>
  `${String(right)} of ${String(of)} ${on === 'measured' ? 'measured spectra held out' : 'made variations'} right`

/** On the five made substances. */
export const trainDemo = (app: App): Promise<void> => train(app, 'made substances', {})

/** On a folder of CSV files that the person chooses. */
export async function trainFolder(app: App): Promise<void> {
  const chosen = await pickFolder()
  const texts = chosen.filter(({ name }) => /\.(csv|txt)$/i.test(name))
  if (chosen.length === 0) return
  const files = await Promise.all(
    texts.map(async (file) => ({
      path: file.webkitRelativePath.split('/').slice(1).join('/'),
      text: await file.text(),
    })),
  )
  const [folder = 'folder'] = (chosen[0]?.webkitRelativePath ?? '').split('/')
  await train(app, folder, { files, name: folder })
}

/** Stops the training that runs. */
export const stopTraining = (app: App): Promise<unknown> => app.ask((client) => client.raman.cancel({}))

/** Explains the spectrum in a file. */
export async function openSpectrum(app: App): Promise<void> {
  const file = await pickFile('.csv,.txt,.ti3,.cie')
  const { client } = app.link
  if (file === undefined || client === undefined) return
  const state = explainState(app)
  state.input = { kind: 'file', file: { path: file.name, text: await file.text() } }
  await state.ask(client)
}

/** Explains the reading that the live view shows. */
export async function useLive(app: App): Promise<void> {
  const frame = app.live.shown
  const { client } = app.link
  if (frame?.reflectance === undefined || client === undefined) return
  const state = explainState(app)
  const { wavelengthNm: axis, reflectance: values } = frame
  state.input = { kind: 'spectrum', spectrum: { name: 'live reading', axis, values } }
  await state.ask(client)
}
