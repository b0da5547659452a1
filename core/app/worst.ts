import type { AppContext } from './context.ts'

/**
 * The patches whose pairs agree least: by the active model's correction where there is one, else by how far
 * the raw difference lies from the usual one.
 */
export async function worstPatches(context: AppContext, session: number, count: number): Promise<string[]> {
  const { views, runs } = context
  const view = await views.view(session, runs.repeats(session), runs.controls(session))
  const read = view?.patches.filter((patch) => patch.deltaERaw !== undefined) ?? []
  const badness = (patch: (typeof read)[number]): number => patch.deltaECorrected ?? patch.deltaERaw ?? 0
  return [...read]
    .sort((a, b) => badness(b) - badness(a))
    .slice(0, count)
    .map((patch) => patch.id)
}
