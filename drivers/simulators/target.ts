import { Problem } from '../../contract/errors.ts'
import type { Patch, Plate } from '../../contract/plate.ts'

/** What lies under the instruments. */
export type Target =
  | { readonly kind: 'patch'; readonly patch: Patch }
  | { readonly kind: 'white' }
  | { readonly kind: 'table' }
  | { readonly kind: 'dark' }

/** Where the carriage is, in stage coordinates; `moves` counts the moves that led there. */
export interface StagePosition {
  readonly xMm: number
  readonly yMm: number
  readonly moves: number
}

const WHITE: Target = { kind: 'white' }
const TABLE: Target = { kind: 'table' }
const DARK: Target = { kind: 'dark' }

/** Finds what is seen at a stage position or under a name. */
export class TargetFinder {
  readonly #plate: Plate
  readonly #byId: ReadonlyMap<string, Patch>
  readonly #byCell: ReadonlyMap<string, Patch>

  constructor(plate: Plate) {
    this.#plate = plate
    this.#byId = new Map(plate.patches.map((patch) => [patch.id, patch]))
    this.#byCell = new Map(plate.patches.map((patch) => [`${patch.row},${patch.column}`, patch]))
  }

  /** The patch or white tile whose centre is within half a pitch in both directions, else the bare table. */
  at(position: { readonly xMm: number; readonly yMm: number }): Target {
    const { originXMm, originYMm, pitchXMm, pitchYMm, whiteXMm, whiteYMm } = this.#plate
    const nearWhite =
      Math.abs(position.xMm - whiteXMm) <= pitchXMm / 2 && Math.abs(position.yMm - whiteYMm) <= pitchYMm / 2
    if (nearWhite) return WHITE
    const column = Math.round((position.xMm - originXMm) / pitchXMm)
    const row = Math.round((position.yMm - originYMm) / pitchYMm)
    const patch = this.#byCell.get(`${row},${column}`)
    return patch ? { kind: 'patch', patch } : TABLE
  }

  /** A patch by id, 'white' or 'dark' (a lid over the probe). @throws Problem NOT_FOUND */
  named(name: string): Target {
    if (name === 'white') return WHITE
    if (name === 'dark') return DARK
    const patch = this.#byId.get(name)
    if (patch) return { kind: 'patch', patch }
    throw new Problem({
      code: 'NOT_FOUND',
      title: 'No such patch',
      happened: `The plate ${this.#plate.name} has no patch ${name}.`,
      kept: 'The instruments stay where they are.',
      next: `Name a patch of this plate, "white" or "dark".`,
    })
  }
}
