import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { saveReport } from '../../state/reports.ts'
import { createSession, openSession } from './managing.ts'
import { sessionsState } from './state.svelte.ts'

/** Commands of the Sessions view. */
export function sessionsCommands(app: App): Command[] {
  const state = sessionsState(app)
  const context = 'sessions'
  const free = (): boolean => app.link.client !== undefined && !app.run.active
  return [
    {
      id: 'sessions.new',
      title: 'New session',
      keys: ['N'],
      context,
      enabled: free,
      run: () => createSession(app),
    },
    {
      id: 'sessions.open',
      title: 'Open this session',
      context,
      enabled: () => free() && state.session !== undefined && state.session.id !== state.open,
      run: () => openSession(app),
    },
    {
      id: 'sessions.export',
      title: 'Export',
      keys: ['Ctrl E'],
      context,
      enabled: () => app.link.client !== undefined && state.session !== undefined,
      run: () => (state.sheet = state.sheet === 'export' ? undefined : 'export'),
    },
    {
      id: 'sessions.import',
      title: 'Import',
      keys: ['O'],
      context,
      enabled: free,
      run: () => (state.sheet = state.sheet === 'import' ? undefined : 'import'),
    },
    ...(['html', 'pdf'] as const).map((format): Command => ({
      id: `sessions.report-${format}`,
      title: `Report as ${format.toUpperCase()}`,
      context,
      enabled: () => app.link.client !== undefined && state.session !== undefined,
      run: () => state.session && saveReport(app, { kind: 'session', session: state.session.id, format }),
    })),
    {
      id: 'sessions.close-sheet',
      title: 'Close the sheet or the comparison',
      keys: ['Esc'],
      context,
      quiet: true,
      enabled: () => state.sheet !== undefined || state.comparison !== undefined,
      run: () => (state.sheet === undefined ? (state.comparison = undefined) : (state.sheet = undefined)),
    },
    {
      id: 'sessions.next',
      title: 'Next session',
      keys: ['PageDown'],
      context,
      quiet: true,
      run: () => step(app, 1),
    },
    {
      id: 'sessions.previous',
      title: 'Previous session',
      keys: ['PageUp'],
      context,
      quiet: true,
      run: () => step(app, -1),
    },
  ]
}

function step(app: App, by: number): void {
  const state = sessionsState(app)
  const at = state.shown.findIndex((session) => session.id === state.session?.id)
  const next = state.shown[Math.min(state.shown.length - 1, Math.max(0, at + by))]
  if (next !== undefined) state.chosen = next.id
}
