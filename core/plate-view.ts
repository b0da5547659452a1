import type { ProblemData } from '../contract/errors.ts'
import type { ModelCard } from '../contract/model.ts'
import type { Patch, PatchState, PatchView, Plate, PlateView } from '../contract/plate.ts'
import { asReflectance } from '../contract/spectrum.ts'
import type { Colour } from '../contract/spectrum.ts'
import { deltaE2000 } from '../spectra/delta-e.ts'
import { coversColour, labOfSpectrum } from '../spectra/colour.ts'
import type { ActiveModel } from './active-model.ts'
import { colourOfLab } from './colour-of-lab.ts'
import { ControlSeries } from './controls.ts'
import type { Derived, DerivedPair } from './derived.ts'
import type { Matrix3 } from '../model/tristimulus/matrix3.ts'
import { colourBy } from './matrices.ts'
import { modelPart, onModelAxis } from './model-axis.ts'
import { matrixOf } from './pair-table.ts'
import type { PairRecord } from './store/records.ts'
import type { Store } from './store/interface.ts'

/** The part of a pair that a patch shows. */
export interface ShownPair {
  readonly spectrometer: readonly number[]
  readonly reference: readonly number[]
  readonly verdict: 'accepted' | 'refused'
  readonly at: string
  readonly problem?: ProblemData | undefined
}

/** What has been read at a patch, for its view. */
export interface PatchContent {
  readonly state: PatchState
  readonly control: boolean
  readonly pair?: ShownPair | undefined
  readonly derived?: DerivedPair | undefined
  readonly deltaECorrected?: number | undefined
  /** Pairs that this one replaced. */
  readonly superseded?: number
}

const expectedColours = new WeakMap<Patch, Colour>()

function expectedOf(patch: Patch): Colour | undefined {
  if (!patch.expectedLab) return undefined
  const known = expectedColours.get(patch)
  if (known) return known
  const made = colourOfLab(patch.expectedLab)
  expectedColours.set(patch, made)
  return made
}

/** One patch as the plate map draws it. */
export function patchView(patch: Patch, content: PatchContent): PatchView {
  const { pair, derived, superseded = 0 } = content
  const expected = expectedOf(patch)
  const colours = derived?.colours
  return {
    ...patch,
    state: content.state,
    control: content.control,
    readings: (pair?.spectrometer.length ?? 0) + (pair?.reference.length ?? 0),
    ...(expected ? { expected } : {}),
    ...(colours
      ? { measured: colours.spectrometer, reference: colours.reference, deltaERaw: colours.deltaE }
      : {}),
    ...(colours && expected ? { deltaEExpected: deltaE2000(colours.reference.lab, expected.lab) } : {}),
    ...(content.deltaECorrected === undefined ? {} : { deltaECorrected: content.deltaECorrected }),
    ...(derived?.spread === undefined ? {} : { spread: derived.spread }),
    ...(superseded === 0 ? {} : { superseded }),
    ...(pair?.problem ? { reason: pair.problem.happened } : {}),
    ...(pair?.verdict === 'accepted' ? { pairedAt: pair.at } : {}),
  }
}

/** Pairs of a patch that a later one replaced. */
export const supersededPairs = (store: Store, session: number, patch: string): number =>
  store.pairsOf(session, patch).filter((pair) => pair.superseded && !pair.control).length

/** dE00 that a matrix for X, Y and Z leaves of a pair. */
function deltaByMatrix(matrix: Matrix3, { colours, wavelengthNm }: DerivedPair): number | undefined {
  if (!colours) return undefined
  return deltaE2000(colourBy(matrix, colours.spectrometer, wavelengthNm).lab, colours.reference.lab)
}

/** Plate views from the store; what was worked out for a pair once is kept. */
export class PlateViews {
  readonly #store: Store
  readonly #derived: Derived
  readonly #active: ActiveModel
  readonly #plateOf: (session: number) => Plate | undefined
  readonly #corrected = new Map<number, { hash: string; deltaE: number }>()

  constructor(parts: {
    store: Store
    derived: Derived
    active: ActiveModel
    plateOf: (session: number) => Plate | undefined
  }) {
    this.#plateOf = parts.plateOf
    this.#store = parts.store
    this.#derived = parts.derived
    this.#active = parts.active
  }

  /** Everything the plate view shows; null without a plate. `repeats` are on the list of a running scan. */
  async view(
    session: number,
    repeats: ReadonlySet<string>,
    controls: ReadonlySet<string>,
  ): Promise<PlateView | null> {
    const plate = this.#plateOf(session)
    if (!plate) return null
    const pairs = this.#store.currentPairs(session)
    const refused = new Map(this.#store.refusedPairs(session).map((pair) => [pair.patch, pair]))
    const halves = new Set(this.#store.halfPairs(session).map((half) => half.patch))
    const excluded = new Set(this.#store.excludedPatches(session))
    const paired = new Map(pairs.map((pair) => [pair.patch, pair]))
    const corrected = await this.#correctedDeltas(pairs)
    const controlPairs = this.#store.controlPairs(session)
    const read = new Set([...controls, ...controlPairs.map((pair) => pair.patch)])
    const series = this.series(pairs, controlPairs)
    const stateOf = (id: string): PatchState => {
      if (repeats.has(id)) return 'repeat'
      if (paired.has(id)) return excluded.has(id) ? 'excluded' : 'paired'
      if (refused.has(id)) return 'refused'
      return halves.has(id) ? 'half' : 'unread'
    }
    const patches = plate.patches.map((patch) => {
      const pair = paired.get(patch.id) ?? refused.get(patch.id)
      return patchView(patch, {
        state: stateOf(patch.id),
        control: read.has(patch.id),
        pair,
        derived: pair && this.#derived.pair(pair),
        deltaECorrected: pair && corrected.get(pair.id),
        superseded: pair?.supersedes === undefined ? 0 : supersededPairs(this.#store, session, patch.id),
      })
    })
    const { patches: _, ...frame } = plate
    const runs = this.#store.runsOf(session)
    return {
      session,
      scanned:
        !runs.some(({ kind }) => kind === 'verify' || kind === 'recalibrate') ||
        runs.some(({ kind }) => kind === 'scan'),
      plate: frame,
      patches,
      paired: paired.size,
      refused: refused.size,
      toRepeat: repeats.size,
      controls: [...series.points],
      controlLimit: series.limit,
      whites: this.#whites(pairs),
    }
  }

  /** The control chart of a session as stored. */
  series(pairs: readonly PairRecord[], controlPairs: readonly PairRecord[]): ControlSeries {
    const series = new ControlSeries()
    let before = 0
    for (const control of controlPairs) {
      const derived = this.#derived.pair(control)
      if (!derived?.colours) continue
      while ((pairs[before]?.id ?? Infinity) < control.id) before++
      const lightness = derived.colours.spectrometer.lab[0]
      series.add({ patch: control.patch, lightness, pair: before, white: derived.whites[0] })
    }
    return series
  }

  /** Pair counts at which the pairs go over to a new white. */
  #whites(pairs: readonly PairRecord[]): number[] {
    const counts: number[] = []
    let last: number | undefined
    pairs.forEach((pair, index) => {
      const white = this.#derived.pair(pair)?.whites[0]
      if (white !== undefined && white !== last) counts.push(index)
      last = white ?? last
    })
    return counts
  }

  /** dE00 of the corrected spectra to the reference, by pair id; one call of the model for all that are new. */
  async #correctedDeltas(pairs: readonly PairRecord[]): Promise<Map<number, number>> {
    const deltas = new Map<number, number>()
    const { card } = this.#active
    if (!card) return deltas
    const { matrix } = this.#active
    const open: { id: number; derived: DerivedPair }[] = []
    for (const pair of pairs) {
      const known = this.#corrected.get(pair.id)
      const derived = this.#derived.pair(pair)
      if (known?.hash === card.hash) deltas.set(pair.id, known.deltaE)
      else if (matrix) {
        const deltaE = derived && deltaByMatrix(matrix, derived)
        if (deltaE !== undefined) deltas.set(pair.id, deltaE)
      } else if (derived?.colours && modelPart(card, derived.wavelengthNm))
        open.push({ id: pair.id, derived })
    }
    for (const [id, deltaE] of await this.#work(open, card)) {
      deltas.set(id, deltaE)
      this.#corrected.set(id, { hash: card.hash, deltaE })
    }
    return deltas
  }

  async #work(
    open: readonly { id: number; derived: DerivedPair }[],
    card: ModelCard,
  ): Promise<[number, number][]> {
    const rows = open.flatMap(({ id, derived }) => {
      const part = onModelAxis(card, derived.wavelengthNm, derived.spectrometer)
      const lab = derived.colours?.reference.lab
      return part && lab && coversColour(part.wavelengthNm) ? [{ id, part, lab }] : []
    })
    if (rows.length === 0) return []
    const x = matrixOf(rows.map(({ part }) => part.values))
    const result = await this.#active.correctTable(x, card.instrument)
    if (!result) return []
    return rows.map(({ id, part, lab }, row) => {
      const values = asReflectance(result.corrected.data.subarray(row * x.columns, (row + 1) * x.columns))
      return [id, deltaE2000(labOfSpectrum(values, part.wavelengthNm), lab)]
    })
  }
}
