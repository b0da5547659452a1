import type { Plate } from '../../contract/plate.ts'

/** The travel ends this far beyond the outermost place of the plate, and is never smaller than a common table's. */
const TRAVEL_MARGIN_MM = 20
const LEAST_TRAVEL_MM = 200

/** Travel that reaches the whole plate and its white tile, mm. */
export function travelFor(plate: Plate): { readonly travelXMm: number; readonly travelYMm: number } {
  const lastX = plate.originXMm + (plate.columns - 1) * plate.pitchXMm
  const lastY = plate.originYMm + (plate.rows - 1) * plate.pitchYMm
  const reach = (...places: readonly number[]): number =>
    Math.max(LEAST_TRAVEL_MM, Math.ceil(Math.max(...places) + TRAVEL_MARGIN_MM))
  return { travelXMm: reach(lastX, plate.whiteXMm), travelYMm: reach(lastY, plate.whiteYMm) }
}
