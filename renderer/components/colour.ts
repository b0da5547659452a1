import type { Triple } from '../../contract/spectrum.ts'

/** sRGB 0..1 (clipped) as a colour of style sheets and canvases. */
export function cssColour(srgb: Triple): string {
  const [r, g, b] = srgb
  const byte = (value: number): string => String(Math.round(255 * Math.min(1, Math.max(0, value))))
  return `rgb(${byte(r)}, ${byte(g)}, ${byte(b)})`
}
