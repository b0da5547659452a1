import { isAbsolute } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'

/** The data as a whole: its check, its backup, another computer's data. */
export function dataRoutes(os: Implementer, context: AppContext) {
  const { store } = context.options
  return {
    check: os.data.check.handler(() => {
      context.engine.requireIdle()
      return store.checkIntegrity()
    }),
    backup: os.data.backup.handler(({ input }) => ({ file: store.backup(absolute(input.folder)) })),
    merge: os.data.merge.handler(({ input }) => {
      context.engine.requireIdle()
      const merged = store.merge(absolute(input.file))
      context.state.touch()
      return merged
    }),
  }
}

/** The folder a relative path would start at is nobody's business outside this process. */
function absolute(path: string): string {
  if (isAbsolute(path)) return path
  throw new Problem({
    code: 'BAD_REQUEST',
    title: 'The whole path is needed',
    happened: `"${path}" does not say where it begins.`,
    kept: 'Nothing was changed.',
    next: 'Give the path from the root of the disk on.',
  })
}
