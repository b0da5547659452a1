import { ScanOptionsSchema } from '../../contract/run.ts'
import type { AppContext } from './context.ts'
import { startScan } from './start-scan.ts'

/**
 * What the last process left running: its run is marked as failed, and where the measuring process was
 * restarted after a crash a scan goes on at its first patch without a committed pair.
 */
export async function continueRun(context: AppContext, started: Promise<void>): Promise<void> {
  const { store } = context.options
  const last = store.readOnly ? undefined : store.lastRun()
  const interrupted =
    last && (last.state === 'running' || last.state === 'paused' || last.state === 'stopping')
  if (interrupted) store.setRunState(last.id, 'failed')
  await started
  const crashed = context.options.notices?.some(({ problem }) => problem.code === 'BENCH_RESTARTED') === true
  if (!interrupted || !crashed || last.kind !== 'scan' || last.state !== 'running') return
  const options = ScanOptionsSchema.parse(last.options)
  await startScan(context, { ...options, session: last.session })
}
