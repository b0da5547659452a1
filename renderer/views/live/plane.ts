import type { Triple } from '../../../contract/spectrum.ts'

/** Steps of the plane's half height, in units of Lab. */
const REACHES = [0.625, 1.25, 2.5, 5, 10, 20, 40, 80] as const

/** Half height of the a*b* plane: the smallest step that holds every point and the ring. */
export function planeReach(differences: readonly (Triple | undefined)[], ring: number): number {
  const most = Math.max(
    ring * 1.2,
    ...differences.flatMap((d) => (d === undefined ? [] : [Math.abs(d[0]), Math.hypot(d[1] / 2, d[2])])),
  )
  return REACHES.find((reach) => reach >= most * 1.1) ?? most * 1.1
}
