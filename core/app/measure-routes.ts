import { Problem } from '../../contract/errors.ts'
import { builtinPlate } from '../../spectra/builtin-plate.ts'
import type { Plan } from '../engine.ts'
import { referencesPlan } from '../plans/references.ts'
import { spotPlan } from '../plans/spot.ts'
import type { PlanParts } from '../plans/kit.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'
import { readLoneReference } from './lone-reference.ts'
import { instrumentsReady, isSimulated, layPlate, planParts } from './plan-parts.ts'
import { spotsOf } from './spots.ts'

const ok = { ok: true } as const

/** Dark, white, spots, undo. */
export function measureRoutes(os: Implementer, context: AppContext) {
  const { desk, engine, options, state, runs, active } = context
  const { store } = options

  const turn = (move: (session: number) => string | null): string | null => {
    const session = desk.meant(undefined)
    if (session === undefined) return null
    const what = move(session)
    // Anything may have been undone: references, pairs, exclusions, which model is active.
    desk.reconsiderReferences()
    runs.scan(session)?.reconsider()
    active.refresh()
    state.touch()
    return what
  }

  return {
    dark: os.measure.dark.handler(async ({ signal }) => {
      await takeReference(context, 'dark', signal)
      return ok
    }),
    white: os.measure.white.handler(async ({ signal }) => {
      await takeReference(context, 'white', signal)
      return ok
    }),
    spot: os.measure.spot.handler(async ({ input, signal }) => {
      const reference = context.bench.holder('reference')?.present === true
      const paired = input.paired && reference
      await instrumentsReady(context, ['spectrometer'], signal)
      engine.requireIdle()
      const parts = handParts(context)
      const name = input.name?.trim() ?? ''
      let spot: number | undefined
      const plan = spotPlan(
        {
          ...parts,
          derived: context.derived,
          active,
          paired,
          name: name === '' ? `Spot ${store.listSpots(parts.session).length + 1}` : name,
        },
        (id) => (spot = id),
      )
      await finished(context, plan)
      if (spot === undefined) throw stopped()
      const [made] = await spotsOf(context, [store.getSpot(spot)])
      if (!made) throw stopped()
      state.touch()
      return made
    }),
    reference: os.measure.reference.handler(({ signal }) =>
      readLoneReference(context, signal ?? new AbortController().signal),
    ),
    spots: os.measure.spots.handler(async ({ input }) => {
      const session = desk.meant(input.session)
      return { spots: session === undefined ? [] : await spotsOf(context, store.listSpots(session)) }
    }),
    renameSpot: os.measure.renameSpot.handler(({ input }) => {
      store.renameSpot(input.id, input.name)
      return ok
    }),
    undo: os.measure.undo.handler(() => ({ undone: turn((session) => store.undo(session)) })),
    redo: os.measure.redo.handler(() => ({ redone: turn((session) => store.redo(session)) })),
    history: os.measure.history.handler(({ input }) => {
      const session = desk.meant(input.session)
      return { entries: session === undefined ? [] : store.history(session) }
    }),
  }
}

/** Takes a reference; while a scan goes on it takes it before its next patch. */
async function takeReference(
  context: AppContext,
  kind: 'dark' | 'white',
  signal: AbortSignal | undefined,
): Promise<void> {
  const scan = context.runs.scan()
  if (scan) {
    scan.queue.want(kind)
    return
  }
  await instrumentsReady(context, ['spectrometer'], signal)
  context.engine.requireIdle()
  await finished(context, referencesPlan(tileParts(context), kind))
}

/** Runs a plan to its end. @throws Problem that made it fail, or that it was stopped */
async function finished(context: AppContext, plan: Plan): Promise<void> {
  const result = await context.engine.start(plan).done
  if (result.problem) throw new Problem(result.problem)
  if (result.outcome === 'stopped') throw stopped()
}

/** The probe is where the operator put it. */
function handParts(context: AppContext): PlanParts {
  const session = context.desk.ensure(isSimulated(context))
  return planParts(context, session, context.desk.plate(session.id) ?? builtinPlate(), false)
}

/** The stage finds the tile where the plate is known: the session's own, or the one that was scanned before. */
function tileParts(context: AppContext): PlanParts {
  const { desk, bench } = context
  const session = desk.ensure(isSimulated(context))
  const plate = desk.plate(session.id) ?? desk.lastPlate
  const motorised = plate !== undefined && bench.holder('stage')?.present === true
  if (plate !== undefined) layPlate(context, plate)
  return planParts(context, session, plate ?? builtinPlate(), motorised)
}

const stopped = (): Problem =>
  new Problem({
    code: 'WRONG_STATE',
    title: 'Stopped',
    happened: 'The reading was stopped before its end.',
    kept: 'Everything that was stored before.',
    next: 'Measure again.',
  })
