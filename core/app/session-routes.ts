import { compareSessions } from '../compare-sessions.ts'
import { provenanceOf } from '../report/provenance.ts'
import type { AppContext } from './context.ts'
import { exportSession } from './export-session.ts'
import { guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import { instrumentControl } from './instrument-control.ts'
import { importPairs } from './import-pairs.ts'
import { interruptible } from './interruptible.ts'
import { isSimulated } from './plan-parts.ts'
import { readFiles } from './read-files.ts'
import { readingDetail, readingRows } from './reading-view.ts'
import { replaySession } from './replay-session.ts'

const ok = { ok: true } as const

/** Sessions and their readings. */
export function sessionRoutes(os: Implementer, context: AppContext) {
  const { desk, options } = context
  const { store } = options
  return {
    list: os.session.list.handler(() => ({ sessions: store.listSessions() })),
    create: os.session.create.handler(({ input }) => {
      context.engine.requireIdle()
      const { id } = desk.create({ name: input.name, simulated: isSimulated(context) })
      return store.getSession(id)
    }),
    open: os.session.open.handler(({ input }) => {
      context.engine.requireIdle()
      return store.getSession(desk.open(input.session).id)
    }),
    rename: os.session.rename.handler(({ input }) => {
      const { session, name, notes, tags } = input
      desk.rename(session, {
        name,
        ...(notes !== undefined && { notes }),
        ...(tags !== undefined && { tags }),
      })
      return ok
    }),
    readings: os.session.readings.handler(({ input }) => readingRows(context, input)),
    reading: os.session.reading.handler(({ input }) => readingDetail(context, input.id)),
    replay: os.session.replay.handler(({ input }) => {
      const controller = new AbortController()
      const source = interruptible(
        replaySession(context, input.session, controller.signal),
        controller,
        () => undefined,
      )
      return guarded(source, options.log, 'session.replay')
    }),
    restore: os.session.restore.handler(({ input }) => {
      const restored = { patch: store.restorePair(input.reading) }
      context.state.touch()
      return restored
    }),
    compare: os.session.compare.handler(({ input }) => {
      const { derived } = context
      return compareSessions({ store, derived }, input.a, input.b)
    }),
    provenance: os.session.provenance.handler(({ input, signal }) =>
      provenanceOf(store, input.session, signal),
    ),
    control: os.session.control.handler(({ input }) => instrumentControl(context, input.instrument)),
    readFiles: os.session.readFiles.handler(({ input }) => readFiles(input.files)),
    import: os.session.import.handler(({ input }) => importPairs(context, input)),
    export: os.session.export.handler(({ input }) => exportSession(context, input)),
  }
}
