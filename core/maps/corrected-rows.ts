import { Problem } from '../../contract/errors.ts'
import type { CubePixels } from '../../model/maps/cube-pixels.ts'
import type { OpenModel } from '../../model/service.ts'
import type { FolderCube } from './cube-folder.ts'

/** Bands nearer than this are the same, nm: headers of cameras have two decimals. */
const SAME_NM = 0.5

/**
 * Checks that a correction and a cube have one axis.
 * @throws Problem MODEL_MISMATCH otherwise, or where the cube has no wavelengths
 */
export function requireSameAxis({ card }: OpenModel, { name, file }: FolderCube): void {
  const nm = file.header.wavelengthNm
  const { bands, fromNm, toNm } = card.axis
  const same = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) <= SAME_NM
  if (nm && nm.length === bands && same(nm[0], fromNm) && same(nm.at(-1), toNm)) return
  const range = nm
    ? `${nm.length} bands from ${(nm[0] ?? 0).toFixed(1)} to ${(nm.at(-1) ?? 0).toFixed(1)} nm`
    : 'no wavelengths'
  throw new Problem({
    code: 'MODEL_MISMATCH',
    title: 'The correction is for another axis',
    happened: `${card.version} corrects ${bands} bands from ${fromNm} to ${toNm} nm, ${name} has ${range}.`,
    kept: 'The cube as it is.',
    next: 'Train a correction on the camera, or make maps without one.',
  })
}

/** The sample pixels of some rows, corrected by the main model; the others stay as they are. */
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
