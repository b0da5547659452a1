import type { Command } from '../../../commands/command.ts'
import { runCommands } from '../../../commands/run-commands.ts'
import type { App } from '../../../state/app.svelte.ts'
import { saveReport } from '../../../state/reports.ts'
import { verificationState } from './state.svelte.ts'
import { openVerifications, startVerification } from './verifying.ts'

/** Verification: the page from anywhere, and what can be done on it. Space is the primary action of the moment. */
export function verificationCommands(app: App): Command[] {
  const state = verificationState(app)
  const context = 'sessions'
  const group = 'Verification'
  const here = (): boolean => state.shown
  const ready = (): boolean =>
    app.link.client !== undefined &&
    !app.run.active &&
    app.taking === undefined &&
    app.bench.state?.activeModel !== undefined &&
    app.bench.spectrometer !== undefined &&
    app.bench.reference !== undefined &&
    state.fault === undefined
  const running = (): boolean => here() && state.running
  const runs = runCommands(app, { name: 'verify', context, group, running })
  return [
    {
      id: 'verify.open',
      title: 'Verifications',
      keys: ['Shift V'],
      context: 'global',
      group,
      run: () => openVerifications(app),
    },
    runs.measure,
    runs.resume,
    runs.stop,
    {
      id: 'verify.start',
      title: 'Verify',
      keys: ['Space'],
      context,
      group,
      enabled: () => here() && ready(),
      run: () => startVerification(app),
    },
    ...(['html', 'pdf'] as const).map((format): Command => ({
      id: `verify.report-${format}`,
      title: `Verification report as ${format.toUpperCase()}`,
      context,
      group,
      enabled: () => here() && app.link.client !== undefined && state.verification !== undefined,
      run: () =>
        state.verification &&
        saveReport(app, { kind: 'verification', verification: state.verification.id, format }),
    })),
  ]
}
