import { cividis } from '../charts/colour-maps.ts'
import { cssColour } from '../colour.ts'

/** Fixed ends of the error map in dE00; the operator picks one, it never adapts by itself, so that two pictures compare. */
export const ERROR_SCALES = [0.5, 1, 2, 5] as const
export type ErrorScale = (typeof ERROR_SCALES)[number]

/** Colour of a dE00 on a scale that ends at `top`. */
export function errorColour(deltaE: number, top: number): string {
  const [r, g, b] = cividis(deltaE / top)
  return cssColour([r / 255, g / 255, b / 255])
}
