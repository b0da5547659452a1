/** Bands that an output of a kernel on doubled bands reaches, counted in original bands; odd. */
export const reachOf = (width: number): number => 2 * Math.ceil((width - 1) / 4) + 1

/**
 * A convolution after doubling every band sees each band twice. With the taps that meet the same band added up, even
 * and odd outputs (phase 0 and 1) are two sets of filters on the original bands: the same sums, a third fewer
 * products. Output 2m + phase looks at doubled places 2m + phase + tap - half, that is at original band
 * m + floor((phase + tap - half) / 2).
 * @returns [reach, width] of 0 and 1; rows are the bands m - (reach - 1) / 2 and on
 */
export function phaseTaps(width: number, phase: 0 | 1, reach: number): number[][] {
  const half = (width - 1) / 2
  const taps = Array.from({ length: reach }, () => Array<number>(width).fill(0))
  for (let tap = 0; tap < width; tap++) {
    const row = taps[Math.floor((phase + tap - half) / 2) + (reach - 1) / 2]
    if (row) row[tap] = 1
  }
  return taps
}
