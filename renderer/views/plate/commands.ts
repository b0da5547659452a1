import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { train } from '../models/learning.ts'
import type { PlateState } from './plate-state.svelte.ts'
import { answer, excludeSelected, pauseScan, repeat, resumeScan, startScan, stopScan } from './scanning.ts'
import type { SetUp } from './set-up.svelte.ts'

const FILLS = ['split', 'expected', 'measured'] as const
const ZOOMS = [1, 2, 4] as const

/** Everything that can be done on the plate; Space is the primary action of the moment. */
export function plateCommands(app: App, plate: PlateState, setUp: SetUp): Command[] {
  const context = 'plate'
  const scan = 'Scan'
  const look = 'Plate'
  const scanning = (): boolean => app.run.active && app.run.kind === 'scan'
  const idle = (): boolean =>
    !app.run.active && app.link.client !== undefined && app.bench.spectrometer !== undefined
  const readOnes = (): boolean => plate.session !== undefined && plate.chosen.length > 0
  const arrow = (key: string, rows: number, columns: number): Command[] => [
    {
      id: `plate.${key}`,
      title: `Move ${key.toLowerCase()}`,
      keys: [key],
      context,
      quiet: true,
      repeats: true,
      run: () => plate.move(rows, columns, false),
    },
    {
      id: `plate.extend-${key}`,
      title: `Extend ${key.toLowerCase()}`,
      keys: [`Shift ${key}`],
      context,
      quiet: true,
      repeats: true,
      run: () => plate.move(rows, columns, true),
    },
  ]
  return [
    {
      id: 'plate.measure',
      title: 'Measure',
      keys: ['Space'],
      context,
      group: scan,
      enabled: () => scanning() && app.run.prompt?.answers.includes('measure') === true,
      run: () => answer(app, 'measure'),
    },
    {
      id: 'plate.resume',
      title: 'Resume scan',
      keys: ['Space'],
      context,
      group: scan,
      enabled: () => scanning() && app.run.state === 'paused',
      run: () => resumeScan(app),
    },
    {
      id: 'plate.pause',
      title: 'Pause scan',
      keys: ['Esc', 'Space'],
      context,
      group: scan,
      enabled: () => scanning() && app.run.state === 'running',
      run: () => pauseScan(app),
    },
    {
      id: 'plate.stop',
      title: 'Stop and keep',
      keys: ['Esc'],
      context,
      group: scan,
      enabled: () => scanning() && app.run.state === 'paused',
      run: () => stopScan(app),
    },
    {
      id: 'plate.start',
      title: () =>
        plate.scanned && plate.paired > 0 && plate.paired < plate.cells.length ? 'Resume scan' : 'Start scan',
      keys: ['Space'],
      context,
      group: scan,
      enabled: () =>
        idle() &&
        plate.plate !== undefined &&
        (plate.session === undefined || !plate.scanned || plate.paired < plate.cells.length),
      run: () => startScan(app, plate, setUp),
    },
    {
      id: 'plate.train',
      title: 'Train',
      keys: ['Space'],
      context,
      group: scan,
      enabled: () =>
        idle() &&
        plate.session !== undefined &&
        plate.scanned &&
        plate.cells.length > 0 &&
        plate.paired === plate.cells.length,
      run: () => (app.training.running ? app.go('models') : train(app)),
    },
    {
      id: 'plate.repeat',
      title: () =>
        `Repeat ${plate.also.size > 1 ? `${String(plate.also.size)} patches` : (plate.subject ?? 'patch')}`,
      keys: ['R'],
      context,
      group: scan,
      enabled: readOnes,
      run: () => repeat(app, plate, { patches: plate.chosen }),
    },
    {
      id: 'plate.repeat-worst',
      title: 'Repeat the worst ten',
      keys: ['Shift R'],
      context,
      group: scan,
      enabled: () => plate.paired > 0,
      run: () => repeat(app, plate, { worst: 10 }),
    },
    {
      id: 'plate.exclude',
      title: () =>
        plate.byId.get(plate.subject ?? '')?.view.state === 'excluded'
          ? 'Include in training'
          : 'Exclude from training',
      keys: ['X'],
      context,
      group: scan,
      enabled: readOnes,
      run: () => excludeSelected(app, plate),
    },
    {
      id: 'plate.other',
      title: 'Other plate',
      context,
      group: look,
      enabled: () => !scanning() && plate.plate !== undefined,
      run: () => plate.clear(),
    },
    {
      id: 'plate.next-unread',
      title: 'Next unread',
      keys: ['N'],
      context,
      group: look,
      run: () => plate.next((patch) => patch.state === 'unread' || patch.state === 'half'),
    },
    {
      id: 'plate.previous-read',
      title: 'Previous read',
      keys: ['B'],
      context,
      group: look,
      run: () => plate.next((patch) => patch.state !== 'unread', -1),
    },
    {
      id: 'plate.fill',
      title: 'Split, expected, measured or map',
      keys: ['U'],
      context,
      group: look,
      run: () =>
        (plate.fill = [...FILLS, plate.map][FILLS.findIndex((fill) => fill === plate.fill) + 1] ?? 'split'),
    },
    { id: 'plate.fit', title: 'Zoom fit', keys: ['0'], context, group: look, run: () => (plate.zoom = 1) },
    {
      id: 'plate.zoom-in',
      title: 'Zoom in',
      keys: ['+', '='],
      context,
      group: look,
      run: () => (plate.zoom = ZOOMS[Math.min(2, ZOOMS.indexOf(plate.zoom) + 1)] ?? 4),
    },
    {
      id: 'plate.zoom-out',
      title: 'Zoom out',
      keys: ['-'],
      context,
      group: look,
      run: () => (plate.zoom = ZOOMS[Math.max(0, ZOOMS.indexOf(plate.zoom) - 1)] ?? 1),
    },
    {
      id: 'plate.chart',
      title: 'Control chart',
      keys: ['C'],
      context,
      group: look,
      run: () => (plate.chart = !(plate.chart ?? app.look.size !== 'xs')),
    },
    ...arrow('Left', 0, -1),
    ...arrow('Right', 0, 1),
    ...arrow('Up', -1, 0),
    ...arrow('Down', 1, 0),
    {
      id: 'plate.home',
      title: 'Start of the row',
      keys: ['Home'],
      context,
      quiet: true,
      run: () => plate.move(0, -999, false),
    },
    {
      id: 'plate.end',
      title: 'End of the row',
      keys: ['End'],
      context,
      quiet: true,
      run: () => plate.move(0, 999, false),
    },
    {
      id: 'plate.first',
      title: 'First patch',
      keys: ['Ctrl Home'],
      context,
      quiet: true,
      run: () => plate.move(-999, -999, false),
    },
    {
      id: 'plate.last',
      title: 'Last patch',
      keys: ['Ctrl End'],
      context,
      quiet: true,
      run: () => plate.move(999, 999, false),
    },
  ]
}
