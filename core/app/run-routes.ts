import { Problem } from '../../contract/errors.ts'
import type { AppContext } from './context.ts'
import { emptyStream, guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import { startRecalibration } from './start-recalibration.ts'
import { startScan } from './start-scan.ts'
import { worstPatches } from './worst.ts'

const ok = { ok: true } as const

/** Runs: start, steer, watch. */
export function runRoutes(os: Implementer, context: AppContext) {
  const { engine, hub, runs, desk, options } = context
  return {
    scan: os.run.scan.handler(({ input }) => startScan(context, input)),
    recalibrate: os.run.recalibrate.handler(({ input }) => startRecalibration(context, input)),
    status: os.run.status.handler(() => {
      const current = engine.current
      return current
        ? { run: current.run, kind: current.kind, state: current.state, session: current.session }
        : null
    }),
    pause: os.run.pause.handler(() => {
      engine.pause()
      return ok
    }),
    resume: os.run.resume.handler(() => {
      engine.resume()
      return ok
    }),
    stop: os.run.stop.handler(async () => {
      await engine.stop()
      return ok
    }),
    answer: os.run.answer.handler(({ input }) => {
      engine.answer(input)
      return ok
    }),
    jump: os.run.jump.handler(({ input }) => {
      const scan = runs.scan()
      if (!scan) throw noScan()
      if (!scan.patch(input.patch)) throw noPatch(input.patch)
      scan.queue.jump(input.patch)
      return ok
    }),
    repeat: os.run.repeat.handler(async ({ input }) => {
      const session = runs.scan()?.parts.session ?? desk.meant(undefined)
      if (session === undefined) throw noScan()
      const patches = [
        ...(input.patches ?? []),
        ...(input.worst === undefined ? [] : await worstPatches(context, session, input.worst)),
      ]
      const plate = desk.plate(session)
      for (const id of patches) if (!plate?.patches.some((patch) => patch.id === id)) throw noPatch(id)
      const scan = runs.scan()
      if (scan) scan.queue.repeat(patches)
      else if (patches.length > 0) await repeatAlone(context, session, patches)
      return { patches }
    }),
    watch: os.run.watch.handler(({ input }) => {
      const run = input.run ?? engine.current?.run ?? options.store.lastRun()?.id
      if (run === undefined) return emptyStream()
      options.store.getRun(run)
      return guarded(hub.watch(run, input.since), options.log, 'run.watch')
    }),
  }
}

/** Measures patches again although no scan goes on: by stage where there is one. */
async function repeatAlone(context: AppContext, session: number, patches: string[]): Promise<void> {
  const mode = context.bench.holder('stage')?.present === true ? 'motorised' : 'hand-held'
  const rest = { replicates: 1, controlEvery: 0, whiteEvery: 66, attempts: 3 }
  const plate = context.desk.plate(session)?.name ?? ''
  await startScan(context, { plate, session, mode, only: patches, ...rest })
}

const noScan = (): Problem =>
  new Problem({
    code: 'WRONG_STATE',
    title: 'No scan goes on',
    happened: 'There is no scan to steer.',
    kept: 'Nothing was changed.',
    next: 'Start or resume a scan first.',
  })

const noPatch = (patch: string): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'No such patch',
    happened: `The plate has no patch "${patch}".`,
    kept: 'The scan goes on as it was.',
    next: 'Name a patch by row letter and column, for example P14.',
  })
