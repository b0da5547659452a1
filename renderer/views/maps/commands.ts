import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { explainMap, importReferences, learn } from './learning.ts'
import { mapsState } from './state.svelte.ts'

/** Fewer cubes with a reference teach nothing (model/maps/learn.ts refuses them). */
const FEWEST = 6

/** Commands of the Maps view. */
export function mapsCommands(app: App): Command[] {
  const maps = mapsState(app)
  const context = 'maps'
  const online = (): boolean => app.link.client !== undefined
  const opened = (): boolean => online() && maps.cube !== undefined
  const step = (by: number): void => {
    const cubes = maps.known?.cubes ?? []
    const at = cubes.findIndex(({ name }) => name === maps.cube?.name)
    const next = cubes[Math.min(cubes.length - 1, Math.max(0, at + by))]
    if (next) maps.choose(next.name)
  }
  return [
    {
      id: 'maps.train',
      title: () =>
        maps.training ? 'Stop and keep' : maps.known?.resumable ? 'Go on learning' : 'Learn maps',
      keys: ['Space'],
      context,
      enabled: () => opened() && (maps.training || maps.labelled >= FEWEST),
      run: () => {
        if (maps.training) maps.stop()
        else void learn(app, maps.known?.resumable !== null)
      },
    },
    {
      id: 'maps.explain',
      title: 'Explain',
      keys: ['E'],
      context,
      enabled: () => opened() && maps.model !== undefined && !maps.training,
      run: () => explainMap(app),
    },
    {
      id: 'maps.references',
      title: 'References',
      keys: ['F'],
      context,
      enabled: () => opened() && !maps.training,
      run: () => importReferences(app),
    },
    {
      id: 'maps.folder',
      title: 'Other cubes',
      keys: ['O'],
      context,
      enabled: () => opened() && !maps.training,
      run: () => {
        maps.known = undefined
      },
    },
    {
      id: 'maps.next',
      title: 'Next cube',
      keys: ['Down', 'PageDown'],
      context,
      quiet: true,
      enabled: opened,
      run: () => step(1),
    },
    {
      id: 'maps.previous',
      title: 'Previous cube',
      keys: ['Up', 'PageUp'],
      context,
      quiet: true,
      enabled: opened,
      run: () => step(-1),
    },
    ...([1, -1] as const).map((by) => ({
      id: by === 1 ? 'maps.band-up' : 'maps.band-down',
      title: by === 1 ? 'Next band' : 'Previous band',
      keys: [by === 1 ? 'Right' : 'Left'],
      context,
      quiet: true,
      repeats: true,
      enabled: opened,
      run: () => {
        maps.band = Math.min((maps.cube?.bands ?? 1) - 1, Math.max(0, maps.band + by))
      },
    })),
  ]
}
