import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { devicesState } from './state.svelte.ts'

/** Runs the doctor from anywhere. */
export function doctorCommand(app: App): Command {
  return {
    id: 'devices.doctor',
    title: 'Run doctor',
    keys: ['Ctrl Shift D'],
    context: 'global',
    group: 'Devices',
    run: () => {
      app.go('devices')
      app.drawerOpen = app.look.size === 'xs'
      void devicesState(app).check()
    },
  }
}

/** Commands of the Devices view. */
export function devicesCommands(app: App): Command[] {
  const state = devicesState(app)
  const context = 'devices'
  const step = (by: number): void => state.step(by)
  return [
    {
      id: 'devices.retry',
      title: 'Retry now',
      keys: ['Ctrl R'],
      context,
      enabled: () => state.selected !== undefined,
      run: () => state.connect(),
    },
    {
      id: 'devices.diagnostics',
      title: 'Copy diagnostics',
      keys: ['Ctrl Shift C'],
      context,
      enabled: () => state.selected !== undefined,
      run: () => state.copyDiagnostics(),
    },
    {
      id: 'devices.next',
      title: 'Next device',
      keys: ['Down'],
      context,
      quiet: true,
      repeats: true,
      run: () => step(1),
    },
    {
      id: 'devices.previous',
      title: 'Previous device',
      keys: ['Up'],
      context,
      quiet: true,
      repeats: true,
      run: () => step(-1),
    },
  ]
}
