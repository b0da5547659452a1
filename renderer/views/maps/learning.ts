import type { MapGenerator } from '../../../contract/maps.ts'
import type { App } from '../../state/app.svelte.ts'
import { pickFile } from '../../text/pick.ts'
import { explainState } from '../explain/state.svelte.ts'
import { mapsState } from './state.svelte.ts'

/** Opens a folder of the bench's machine. */
export async function openFolder(app: App, folder: string): Promise<void> {
  const maps = mapsState(app)
  maps.busy = 'Reading headers'
  const known = await app.ask((client) => client.maps.open({ folder }))
  maps.busy = undefined
  if (known !== undefined) maps.take(known)
}

/** Makes, where it is not there yet, and opens a synthetic set. */
export async function openDemo(app: App, generator: MapGenerator): Promise<void> {
  const maps = mapsState(app)
  maps.busy = 'Making 16 synthetic cubes'
  const known = await app.ask((client) => client.maps.demo({ generator }))
  maps.busy = undefined
  if (known !== undefined) maps.take(known)
}

/** Reads the references of the open cubes from a file of the person. */
export async function importReferences(app: App): Promise<void> {
  const file = await pickFile('.csv,text/csv')
  if (file === undefined) return
  const text = await file.text()
  const known = await app.ask((client) => client.maps.references({ name: file.name, text }))
  if (known !== undefined) mapsState(app).take(known)
}

/** Learns, then shows the maps of the chosen cube. */
export async function learn(app: App, resume: boolean): Promise<void> {
  const maps = mapsState(app)
  const card = await app.ask((client) => maps.train(client, resume))
  const known = await app.ask((client) => client.maps.state({}))
  if (known !== undefined) maps.take(known)
  if (card === undefined) return
  maps.tab = 'maps'
  app.notices.say(`${card.name} is learnt. ${card.verdict}`)
}

/** Looks into the model of the maps: what it makes of the pixel under the pointer, else of the mean of the cube. */
export async function explainMap(app: App): Promise<void> {
  const { model, cube, spot } = mapsState(app)
  const { client } = app.link
  if (model === undefined || cube === undefined || client === undefined) return
  const method = model.methods.includes('unet') ? 'unet' : 'pls'
  const sample = spot ? `pixel:${cube.name}:${String(spot.x)},${String(spot.y)}` : `cube:${cube.name}`
  // Chosen first: the view opens the newest model where none is chosen.
  await explainState(app).choose(client, `${method}-map:${model.hash.slice(0, 12)}`, sample)
  app.go('explain')
}
