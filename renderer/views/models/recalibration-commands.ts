import type { Command } from '../../commands/command.ts'
import { runCommands } from '../../commands/run-commands.ts'
import type { App } from '../../state/app.svelte.ts'
import { decide, openRecalibration, startRecalibration } from './recalibrating.ts'
import { recalibrationState } from './recalibration.svelte.ts'
import { modelsState } from './state.svelte.ts'

/** Recalibration: the page from anywhere, and what can be done on it. Space is the primary action of the moment. */
export function recalibrationCommands(app: App): Command[] {
  const state = recalibrationState(app)
  const models = modelsState(app)
  const context = 'models'
  const group = 'Recalibrate'
  const here = (): boolean => models.page === 'recalibrate'
  const undecided = (): boolean => here() && state.result?.accepted === true && state.decided === undefined
  const ready = (): boolean => app.link.client !== undefined && !app.run.active && app.taking === undefined
  const running = (): boolean => here() && state.running
  const runs = runCommands(app, { name: 'recalibrate', context, group, running })
  return [
    {
      id: 'models.recalibrate',
      title: 'Recalibrate',
      keys: ['Shift R'],
      context: 'global',
      group,
      enabled: () => models.active !== undefined || app.bench.state?.activeModel !== undefined,
      run: () => openRecalibration(app),
    },
    runs.measure,
    runs.resume,
    {
      id: 'recalibrate.pause',
      title: 'Pause',
      keys: ['Esc', 'Space'],
      context,
      group,
      enabled: () => running() && app.run.state === 'running' && state.stage === 'read',
      run: () => app.ask((client) => client.run.pause({})),
    },
    runs.stop,
    {
      id: 'recalibrate.start',
      title: () => (state.run === undefined ? 'Start recalibration' : 'Recalibrate again'),
      keys: ['Space'],
      context,
      group,
      enabled: () =>
        here() &&
        ready() &&
        !undecided() &&
        app.bench.spectrometer !== undefined &&
        app.bench.reference !== undefined,
      run: () => startRecalibration(app),
    },
    {
      id: 'recalibrate.accept',
      title: () => `Make ${state.result?.model ?? 'it'} active`,
      keys: ['Enter'],
      context,
      group,
      enabled: () => undecided() && state.card !== undefined && app.link.client !== undefined,
      run: () => decide(app, 'active'),
    },
    {
      id: 'recalibrate.keep',
      title: () => `Keep ${state.parent?.version ?? 'the old one'}`,
      context,
      group,
      enabled: () => undecided() && state.card !== undefined && app.link.client !== undefined,
      run: () => decide(app, 'kept'),
    },
    {
      id: 'recalibrate.back',
      title: 'Back to the tournament',
      context,
      group,
      enabled: here,
      run: () => (models.page = 'tournament'),
    },
  ]
}
