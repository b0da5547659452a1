/** Diffuse reflectance of a thick layer that absorbs `k` and scatters `s` per length (Kubelka and Munk 1931). */
export function thickLayer(k: number, s: number): number {
  const ratio = k / s
  return 1 + ratio - Math.sqrt(ratio * ratio + 2 * ratio)
}

/** Absorption over scattering of a thick layer of that reflectance: the inverse of `thickLayer`. */
export function absorptionOf(reflectance: number): number {
  return (1 - reflectance) ** 2 / (2 * reflectance)
}
