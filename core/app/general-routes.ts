import { isCancelled, problemDataOf } from '../../contract/errors.ts'
import type { Check } from '../../contract/instrument.ts'
import { DISK_LOW_BYTES } from '../plans/problems.ts'
import { guarded } from './errors.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'

/** The application itself: who it is, what it says, whether all is in order. */
export function generalRoutes(os: Implementer, context: AppContext) {
  const { options, notices } = context
  return {
    about: os.app.about.handler(async () => ({ ...options.about, backend: await options.models.backend() })),
    notices: os.app.notices.handler(() => notices.watch()),
    doctor: os.app.doctor.handler(async ({ signal }) => {
      const own = [await backendCheck(context), ...storeChecks(context), ...instrumentChecks(context)]
      const more = (await options.doctor?.(signal ?? AbortSignal.timeout(30_000))) ?? []
      return { checks: [...own, ...more] }
    }),
  }
}

/** The live view. */
export function liveRoutes(os: Implementer, context: AppContext) {
  return {
    watch: os.live.watch.handler(() => guarded(context.live.watch(), context.options.log, 'live.watch')),
  }
}

async function backendCheck({ options }: AppContext): Promise<Check> {
  try {
    return { name: 'model backend', ok: true, detail: await options.models.backend() }
  } catch (error) {
    if (isCancelled(error)) throw error
    const { happened, next } = problemDataOf(error)
    return { name: 'model backend', ok: false, detail: happened, nextStep: next }
  }
}

function storeChecks({ options: { store } }: AppContext): Check[] {
  const free = store.diskFreeBytes()
  const enough = free >= DISK_LOW_BYTES
  return [
    {
      name: 'database',
      ok: true,
      detail: `${store.file}, ${(store.sizeBytes() / 1e6).toFixed(1)} MB${store.readOnly ? ', read only' : ''}`,
    },
    {
      name: 'disk',
      ok: enough,
      detail: `${(free / 1e9).toFixed(1)} GB free`,
      ...(enough ? {} : { nextStep: 'Free 2 GB; a scan pauses below 200 MB.' }),
    },
  ]
}

function instrumentChecks({ bench }: AppContext): Check[] {
  return bench.devices().map((device) => ({
    name: `${device.model} ${device.serial}`.trim(),
    ok: !device.problem,
    detail: device.problem?.happened ?? `${device.state}, ${device.connection}`,
    ...(device.problem ? { nextStep: device.problem.next } : {}),
  }))
}
