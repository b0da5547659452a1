import type { Patch, Plate } from '../contract/plate.ts'
import type { Triple } from '../contract/spectrum.ts'
import { parsePatchId, patchId } from './patch-id.ts'
import { seededRandom } from './random.ts'

/**
 * Patches in reading order: row by row, row by row turning at each end (shortest way of a stage), or shuffled by
 * the seed, which breaks any link between place and time.
 */
export function readingOrder(patches: readonly Patch[], order: Plate['order'], seed = 1): Patch[] {
  const rows = [...patches].sort((a, b) => a.row - b.row || a.column - b.column)
  if (order === 'shuffled') return seededRandom(seed).shuffle(rows)
  if (order === 'rows') return rows
  const turn = (patch: Patch): number => (patch.row % 2 === 0 ? patch.column : -patch.column)
  return rows.sort((a, b) => a.row - b.row || turn(a) - turn(b))
}

/** Distance from the stage's zero to the centre of the first patch, and from the plate's edge to the white tile, in mm. */
const MARGIN_MM = 12
const WHITE_GAP_MM = 12

/** A patch to be put on a plate; its id becomes the cell name. */
export type PlateCell = Pick<Patch, 'row' | 'column'> & {
  readonly name?: string
  readonly expectedLab?: Triple
}

/** A plate of evenly spaced cells, white tile to the right of the middle row. */
export function makePlate(
  name: string,
  cells: readonly PlateCell[],
  options: { readonly pitchMm?: number; readonly order?: Plate['order']; readonly seed?: number } = {},
): Plate {
  const pitch = options.pitchMm ?? 8
  const rows = 1 + cells.reduce((most, cell) => Math.max(most, cell.row), 0)
  const columns = 1 + cells.reduce((most, cell) => Math.max(most, cell.column), 0)
  const order = options.order ?? 'serpentine'
  const patches = cells.map(({ row, column, name: own, expectedLab }): Patch => {
    const id = patchId(row, column)
    return { id, name: own ?? id, row, column, ...(expectedLab && { expectedLab }) }
  })
  return {
    name,
    rows,
    columns,
    pitchXMm: pitch,
    pitchYMm: pitch,
    originXMm: MARGIN_MM,
    originYMm: MARGIN_MM,
    whiteXMm: MARGIN_MM + (columns - 1) * pitch + pitch / 2 + WHITE_GAP_MM,
    whiteYMm: MARGIN_MM + ((rows - 1) * pitch) / 2,
    order,
    patches: readingOrder(patches, order, options.seed),
  }
}

/** A plate whose colours nobody knows yet. */
export function drawPlate(
  name: string,
  rows: number,
  columns: number,
  pitchMm: number,
  order: Plate['order'] = 'serpentine',
): Plate {
  const cells = Array.from({ length: rows * columns }, (_, i) => ({
    row: Math.floor(i / columns),
    column: i % columns,
  }))
  return makePlate(name, cells, { pitchMm, order })
}

/** Stage position of the centre of a patch in mm. */
export function patchPosition(
  plate: Plate,
  patch: Pick<Patch, 'row' | 'column'>,
): { xMm: number; yMm: number } {
  return {
    xMm: plate.originXMm + patch.column * plate.pitchXMm,
    yMm: plate.originYMm + patch.row * plate.pitchYMm,
  }
}

/** Patches that touch a patch left, right, above and below. */
export function neighboursOf(plate: Plate, id: string): Patch[] {
  const place = parsePatchId(id)
  if (!place) return []
  return plate.patches.filter((p) => Math.abs(p.row - place.row) + Math.abs(p.column - place.column) === 1)
}

/**
 * Patches to read again and again to watch drift: nearly neutral ones spread over lightness (neutrals show a change
 * of lamp or white first); evenly spread places where no colours are known.
 */
export function controlPatches(plate: Plate, count = 8): Patch[] {
  const known = plate.patches.flatMap((patch) =>
    patch.expectedLab ? [{ patch, lab: patch.expectedLab }] : [],
  )
  if (known.length < count) {
    const step = plate.patches.length / Math.min(count, plate.patches.length)
    return plate.patches.filter((_, i) => Math.floor((i + 1) / step) > Math.floor(i / step))
  }
  const chroma = (lab: Triple): number => Math.hypot(lab[1], lab[2])
  const light = known.map(({ lab }) => lab[0])
  const [from, to] = [Math.min(...light), Math.max(...light)]
  const left = new Set(known)
  return Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 1)) / (count + 1)).flatMap(
    (target) => {
      // One step of lightness weighs as much as one of chroma: a neutral nearby beats a colour on the spot.
      const miss = ({ lab }: { lab: Triple }): number => Math.abs(lab[0] - target) + chroma(lab)
      const best = [...left].reduce((a, b) => (miss(b) < miss(a) ? b : a))
      left.delete(best)
      return [best.patch]
    },
  )
}
