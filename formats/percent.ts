/**
 * Whether values are reflectance in per cent: visible range, a largest value that no reflectance factor reaches,
 * and none that per cent could not have. Absorbances stay below 6, counts go above 160.
 */
export function looksLikePercent(values: Float64Array, wavelengthNm: Float64Array): boolean {
  const from = wavelengthNm[0]
  const to = wavelengthNm.at(-1)
  if (from === undefined || to === undefined || from > 700 || to < 400 || to > 1200) return false
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return most > 6 && most <= 160 && least > -5
}
