/**
 * A canvas with one pixel for each of the screen's, to be drawn on in CSS pixels; undefined while it has no place.
 * @param width @param height CSS pixels
 */
export function sharpContext(
  canvas: HTMLCanvasElement | undefined,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext('2d')
  if (canvas === undefined || !context || width === 0) return undefined
  const ratio = window.devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
