import type { CubePixels } from '../../model/maps/cube-pixels.ts'
import type { OpenModel } from '../../model/service.ts'

/** The sample pixels of some rows, corrected by the main model; the others stay as they are. The axes agree: same-grid.ts. */
export async function correctedRows(model: OpenModel, rows: CubePixels): Promise<CubePixels> {
  const { bands, data, mask } = rows
  const pixels = Array.from(mask.keys()).filter((pixel) => mask[pixel] === 1)
  const x = { rows: pixels.length, columns: bands, data: new Float64Array(pixels.length * bands) }
  for (const [row, pixel] of pixels.entries())
    x.data.set(data.subarray(pixel * bands, (pixel + 1) * bands), row * bands)
  if (pixels.length === 0) return rows
  const { corrected } = await model.correctTable(x)
  const changed = data.slice()
  for (const [row, pixel] of pixels.entries())
    changed.set(corrected.data.subarray(row * bands, (row + 1) * bands), pixel * bands)
  return { ...rows, data: changed }
}
