import { Problem } from '../../contract/errors.ts'
import type { Plate } from '../../contract/plate.ts'
import type { ScanOptions } from '../../contract/run.ts'
import { scanPlan } from '../plans/scan.ts'
import { ScanState } from '../plans/scan-state.ts'
import type { AppContext } from './context.ts'
import type { OpenSession } from './desk.ts'
import {
  instrumentsReady,
  isSimulated,
  layPlate,
  planParts,
  plateNamed,
  requireSameKind,
} from './plan-parts.ts'

/** Starts a scan, or goes on with one where `session` is given. @throws Problem ALREADY_RUNNING, NO_DEVICE, NOT_FOUND */
export async function startScan(
  context: AppContext,
  options: ScanOptions,
): Promise<{ run: number; session: number }> {
  const { engine, derived, views, runs } = context
  const motorised = options.mode === 'motorised'
  await instrumentsReady(context, ['spectrometer', 'reference', ...(motorised ? (['stage'] as const) : [])])
  engine.requireIdle()
  requireSameKind(context, options.session)
  const { session, plate } = sessionFor(context, options)
  for (const id of options.only ?? [])
    if (!plate.patches.some((patch) => patch.id === id)) throw unknownPatch(plate, id)
  layPlate(context, plate)
  const state = new ScanState({ ...planParts(context, session, plate, motorised), derived, views }, options)
  const handle = engine.start(scanPlan(state))
  runs.begin(state)
  void handle.done.then(() => runs.end(state))
  return { run: handle.run, session: session.id }
}

/** The named session with its plate, else the one on the desk if nothing was scanned there yet, else a new one. */
function sessionFor(context: AppContext, options: ScanOptions): { session: OpenSession; plate: Plate } {
  const { desk } = context
  if (options.session !== undefined) {
    const session = desk.open(options.session)
    const own = desk.plate(session.id)
    if (own) return { session, plate: own }
    return { session, plate: laid(context, session, options.plate) }
  }
  const plate = plateNamed(context, options.plate)
  const simulated = isSimulated(context)
  const { current } = desk
  const free = current?.simulated === simulated && !desk.plate(current.id) ? current : undefined
  const session = free ? desk.open(free.id) : desk.create({ name: undefined, simulated })
  desk.setPlate(session.id, plate)
  return { session, plate }
}

function laid(context: AppContext, session: OpenSession, name: string): Plate {
  const plate = plateNamed(context, name)
  context.desk.setPlate(session.id, plate)
  return plate
}

const unknownPatch = (plate: Plate, id: string): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'No such patch',
    happened: `The plate "${plate.name}" has no patch "${id}".`,
    kept: 'Nothing was changed.',
    next: 'Name patches by row letter and column, for example P14.',
  })
