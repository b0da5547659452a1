import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { saveReport } from '../../state/reports.ts'
import { pickFile } from '../../text/pick.ts'
import {
  exportModel,
  importModel,
  keepActive,
  makeActive,
  rollBack,
  stopTraining,
  train,
} from './learning.ts'
import { recalibrationCommands } from './recalibration-commands.ts'
import { modelsState, type ModelsState } from './state.svelte.ts'
import { saveTournament } from './table.ts'
import { coloursOnly } from '../../text/names.ts'
import { blockedBecause } from './words.ts'

/** Everything that can be done with models. Registered once for the window: Train and Recalibrate are called from other views too. */
export function modelsCommands(app: App): Command[] {
  const state = modelsState(app)
  const context = 'models'
  const learn = 'Learn'
  const online = (): boolean => app.link.client !== undefined
  const onTournament = (): boolean => state.page === 'tournament'
  const free = (): boolean => online() && !app.training.running
  return [
    {
      id: 'models.train',
      title: () => (state.comparison === undefined && state.problem === undefined ? 'Train' : 'Train again'),
      context,
      group: learn,
      enabled: () => free() && (!state.loaded || state.source !== undefined),
      run: () => train(app),
    },
    {
      // Space trains where that is what comes next; over a finished tournament it measures, as everywhere.
      id: 'models.train-first',
      title: 'Train',
      keys: ['Space'],
      context,
      quiet: true,
      enabled: () => free() && onTournament() && state.unlearned,
      run: () => train(app),
    },
    {
      id: 'models.stop',
      title: 'Stop',
      keys: ['Esc'],
      context,
      group: learn,
      enabled: () => app.training.running && onTournament() && !app.drawerOpen && app.overlay === undefined,
      run: () => stopTraining(app),
    },
    ...decisions(app, state, free),
    {
      id: 'models.rollback',
      title: 'Go back to the model before',
      context: 'global',
      group: learn,
      enabled: () =>
        online() && state.active !== undefined && state.models.some((card) => card.state === 'retired'),
      run: () => rollBack(app),
    },
    ...files(app, state, online),
    {
      id: 'models.table',
      title: () => (state.table ? 'Charts' : 'Table'),
      keys: ['T'],
      context,
      group: learn,
      enabled: () => onTournament() && state.detail !== undefined,
      run: () => (state.table = !state.table),
    },
    ...recalibrationCommands(app),
  ]
}

function decisions(app: App, state: ModelsState, free: () => boolean): Command[] {
  const context = 'models'
  const card = () => (state.page === 'tournament' ? state.card : undefined)
  return [
    {
      id: 'models.promote',
      title: () => `Make ${card()?.version ?? 'it'} active`,
      context,
      group: 'Learn',
      enabled: () => {
        const shown = card()
        return (
          free() && shown !== undefined && shown.state !== 'active' && blockedBecause(shown) === undefined
        )
      },
      run: () => {
        const shown = card()
        return shown && makeActive(app, shown)
      },
    },
    {
      id: 'models.keep',
      title: () => (state.active === undefined ? 'Do not use it' : `Keep ${state.active.version}`),
      context,
      group: 'Learn',
      enabled: () => free() && card()?.state === 'candidate',
      run: () => {
        const shown = card()
        return shown && keepActive(app, shown)
      },
    },
  ]
}

function files(app: App, state: ModelsState, online: () => boolean): Command[] {
  return [
    {
      id: 'models.export',
      title: () => `Export ${state.card?.version ?? 'the model'}`,
      context: 'models',
      group: 'Learn',
      enabled: () => online() && state.card !== undefined,
      run: () => state.card && exportModel(app, state.card),
    },
    ...(['html', 'pdf'] as const).map((format): Command => ({
      id: `models.certificate-${format}`,
      title: () => `Certificate of ${state.card?.version ?? 'the model'} as ${format.toUpperCase()}`,
      context: 'models',
      group: 'Learn',
      enabled: () => online() && state.card !== undefined,
      run: () => state.card && saveReport(app, { kind: 'certificate', model: state.card.version, format }),
    })),
    {
      id: 'models.export-ccmx',
      title: () => `Export ${state.card?.version ?? 'the matrix'} as .ccmx`,
      context: 'models',
      group: 'Learn',
      enabled: () => online() && coloursOnly(state.card?.method),
      run: () => state.card && exportModel(app, state.card, 'ccmx'),
    },
    {
      id: 'models.import',
      title: 'Import a model',
      context: 'models',
      group: 'Learn',
      enabled: online,
      run: async () => {
        const file = await pickFile('.isomodel,.json,.ccmx')
        if (file !== undefined) await importModel(app, file)
      },
    },
    {
      id: 'models.export-table',
      title: 'Export the tournament',
      keys: ['Ctrl E'],
      context: 'models',
      group: 'Learn',
      enabled: () => state.page === 'tournament' && state.rows.length > 0,
      run: () => saveTournament(state.rows),
    },
  ]
}
