import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { saveCsv } from './exports.ts'
import { explainState } from './state.svelte.ts'
import { openSpectrum, stopTraining, trainDemo, trainFolder, useLive } from './training.ts'

/** The classifier that ships. */
const LAMPS = 'lamps:shipped'

/** Everything that can be done in the Explain view; `picture` saves what is drawn. */
export function explainCommands(app: App, picture: () => void): Command[] {
  const state = explainState(app)
  const context = 'explain'
  const online = (): boolean => app.link.client !== undefined
  const free = (): boolean => online() && state.training === undefined
  const shown = (): boolean => state.shown !== undefined
  return [
    {
      id: 'explain.demo',
      title: 'Train the demonstration',
      context,
      group: 'Raman',
      enabled: free,
      run: () => trainDemo(app),
    },
    {
      id: 'explain.folder',
      title: 'Train on a folder',
      context,
      group: 'Raman',
      enabled: free,
      run: () => trainFolder(app),
    },
    {
      id: 'explain.lamps',
      title: 'Look into the lamp classifier',
      context,
      group: 'Model',
      enabled: online,
      run: () => app.link.client && state.choose(app.link.client, LAMPS),
    },
    {
      id: 'explain.stop',
      title: 'Stop',
      keys: ['Esc'],
      context,
      group: 'Raman',
      enabled: () => state.training !== undefined && app.overlay === undefined && !app.drawerOpen,
      run: () => stopTraining(app),
    },
    {
      id: 'explain.open',
      title: 'Open a spectrum',
      keys: ['O'],
      context,
      group: 'Spectrum',
      enabled: () => online() && state.face !== undefined,
      run: () => openSpectrum(app),
    },
    {
      id: 'explain.live',
      title: 'Use the live reading',
      keys: ['L'],
      context,
      group: 'Spectrum',
      enabled: () =>
        online() &&
        state.face?.subject.kind === 'correction' &&
        state.face.unit === 'nm' &&
        app.live.shown?.reflectance !== undefined,
      run: () => useLive(app),
    },
    {
      id: 'explain.csv',
      title: 'Export CSV',
      keys: ['Ctrl E'],
      context,
      group: 'Spectrum',
      enabled: shown,
      run: () => state.shown && saveCsv(state.shown),
    },
    {
      id: 'explain.picture',
      title: 'Save picture',
      keys: ['P'],
      context,
      group: 'Spectrum',
      enabled: shown,
      run: picture,
    },
  ]
}
