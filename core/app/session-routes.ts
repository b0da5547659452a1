import type { AppContext } from './context.ts'
import { exportSession } from './export-session.ts'
import type { Implementer } from './implementer.ts'
import { instrumentControl } from './instrument-control.ts'
import { importPairs } from './import-pairs.ts'
import { isSimulated } from './plan-parts.ts'
import { readingDetail, readingRows } from './reading-view.ts'

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
      desk.rename(input.session, input.name, input.notes)
      return ok
    }),
    readings: os.session.readings.handler(({ input }) =>
      readingRows(context, input.session, input.offset, input.limit),
    ),
    reading: os.session.reading.handler(({ input }) => readingDetail(context, input.id)),
    control: os.session.control.handler(({ input }) => instrumentControl(context, input.instrument)),
    import: os.session.import.handler(({ input }) => importPairs(context, input)),
    export: os.session.export.handler(({ input }) => exportSession(context, input)),
  }
}
