import type { Command } from '../commands/command.ts'
import type { App } from '../state/app.svelte.ts'
import { measureSpot, stepHistory, takeReference } from '../state/measuring.ts'
import { THEME_CHOICES } from '../state/settings.svelte.ts'
import { doctorCommand } from '../views/devices/commands.ts'
import { modelsCommands } from '../views/models/commands.ts'
import { verificationCommands } from '../views/sessions/verification/commands.ts'
import type { ViewSpec } from '../views/views.ts'
import { nextZone } from './zones.ts'

/** Commands that work in every view. Those with Space are the primary action, the first that can run counts. */
export function globalCommands(app: App, views: readonly ViewSpec[]): Command[] {
  const context = 'global'
  const connected = (): boolean => ['ready', 'busy'].includes(app.bench.spectrometer?.state ?? 'absent')
  const free = (): boolean => app.taking === undefined && !app.run.active && app.link.client !== undefined
  /** A scan takes them itself, before its next patch. */
  const referable = (): boolean =>
    free() || (app.taking === undefined && app.run.active && app.run.kind === 'scan')
  const group = 'Measure'
  const frame = 'Window'
  return [
    {
      id: 'app.connect',
      title: 'Connect',
      keys: ['Space'],
      context,
      group,
      enabled: () => app.bench.state !== undefined && !connected(),
      run: () => app.go('devices'),
    },
    {
      id: 'measure.first-white',
      title: 'Take white',
      keys: ['Space'],
      context,
      group,
      quiet: true,
      enabled: () => connected() && free() && app.bench.state?.white.state === 'missing',
      run: () => takeReference(app, 'white'),
    },
    {
      id: 'measure.spot',
      title: 'Measure',
      keys: ['Space'],
      context,
      group,
      enabled: () => connected() && free() && app.bench.state?.white.state !== 'missing',
      run: () => measureSpot(app),
    },
    {
      id: 'measure.dark',
      title: 'Take dark',
      keys: ['D'],
      context,
      group,
      enabled: () => connected() && referable(),
      run: () => takeReference(app, 'dark'),
    },
    {
      id: 'measure.white',
      title: 'Take white',
      keys: ['W'],
      context,
      group,
      enabled: () => connected() && referable(),
      run: () => takeReference(app, 'white'),
    },
    { id: 'app.undo', title: 'Undo', keys: ['Ctrl Z'], context, group, run: () => stepHistory(app, 'undo') },
    {
      id: 'app.redo',
      title: 'Redo',
      keys: ['Ctrl Shift Z'],
      context,
      group,
      run: () => stepHistory(app, 'redo'),
    },
    {
      id: 'bench.add-simulated',
      title: 'Add simulated bench',
      context,
      group: 'Devices',
      run: () => app.ask((client) => client.bench.addSimulated({})),
    },
    doctorCommand(app),
    ...modelsCommands(app),
    ...verificationCommands(app),
    ...views.map((view, index): Command => ({
      id: `view.${view.name}`,
      title: view.title,
      context,
      group: 'Views',
      keys: view.place === 'bottom' ? ['Ctrl ,'] : [`Ctrl ${String(index + 1)}`],
      run: () => app.go(view.name),
    })),
    {
      id: 'app.palette',
      title: 'Command palette',
      keys: ['Ctrl K'],
      context,
      group: frame,
      quiet: true,
      run: () => (app.overlay = 'palette'),
    },
    {
      id: 'app.cheat-sheet',
      title: 'Keys of this view',
      keys: ['?'],
      context,
      group: frame,
      run: () => (app.overlay = 'cheat-sheet'),
    },
    {
      id: 'app.guide',
      title: 'Guide to this view',
      keys: ['F1'],
      context,
      group: frame,
      run: () => (app.overlay = app.overlay === 'guide' ? undefined : 'guide'),
    },
    {
      id: 'app.inspector',
      title: 'Inspector',
      keys: ['I'],
      context,
      group: frame,
      run: () => (app.drawerOpen = !app.drawerOpen),
    },
    {
      id: 'app.log',
      title: 'Log',
      context,
      group: frame,
      run: () => (app.overlay = app.overlay === 'log' ? undefined : 'log'),
    },
    {
      id: 'app.zone',
      title: 'Next zone',
      keys: ['F6'],
      context,
      group: frame,
      quiet: true,
      run: () => nextZone(document),
    },
    {
      id: 'app.sound',
      title: () => (app.settings.sound ? 'Sound off' : 'Sound on'),
      keys: ['M'],
      context,
      group: frame,
      run: () => toggleSound(app),
    },
    {
      id: 'app.zoom-in',
      title: 'Larger',
      keys: ['Ctrl +', 'Ctrl ='],
      context,
      group: frame,
      run: () => app.settings.zoomBy(1),
    },
    {
      id: 'app.zoom-out',
      title: 'Smaller',
      keys: ['Ctrl -'],
      context,
      group: frame,
      run: () => app.settings.zoomBy(-1),
    },
    {
      id: 'app.zoom-reset',
      title: 'Normal size',
      keys: ['Ctrl 0'],
      context,
      group: frame,
      run: () => app.settings.zoomBy(0),
    },
    ...THEME_CHOICES.map((theme): Command => ({
      id: `theme.${theme}`,
      title: `Theme: ${theme}`,
      context,
      group: 'Theme',
      run: () => chooseTheme(app, theme),
    })),
    {
      id: 'app.escape',
      title: 'Close',
      keys: ['Esc'],
      context,
      quiet: true,
      enabled: () => canClose(app),
      run: () => closeTop(app),
    },
  ]
}

function toggleSound(app: App): void {
  app.settings.sound = !app.settings.sound
  app.settings.keep()
}

function chooseTheme(app: App, theme: (typeof THEME_CHOICES)[number]): void {
  app.settings.theme = theme
  app.settings.keep()
}

function canClose(app: App): boolean {
  return (
    app.overlay !== undefined ||
    app.drawerOpen ||
    app.explains !== undefined ||
    app.notices.standing.length > 0
  )
}

function closeInspector(app: App): void {
  app.drawerOpen = false
  app.explains = undefined
}

/** Closes one thing, the topmost first. */
function closeTop(app: App): void {
  const card = app.notices.standing.at(-1)
  if (app.overlay !== undefined) app.overlay = undefined
  else if (app.drawerOpen || app.explains !== undefined) closeInspector(app)
  else if (card !== undefined) app.notices.close(card.problem)
}
