/** Standard deviation of white noise in a map from its mixed second differences (Immerkaer 1996), by the median. */
export function noiseOf(values: Float32Array, mask: Uint8Array, height: number, width: number): number {
  const found: number[] = []
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      let sum = 0
      let whole = true
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const at = (y + dy) * width + x + dx
          whole &&= mask[at] === 1
          sum += (dy === 0 ? -2 : 1) * (dx === 0 ? -2 : 1) * (values[at] ?? 0)
        }
      if (whole) found.push(Math.abs(sum))
    }
  if (found.length === 0) return 0
  found.sort((a, b) => a - b)
  // The mask has the norm 6; half of a normal variable lies within 0.6745 standard deviations.
  return (found[Math.floor(found.length / 2)] ?? 0) / (6 * 0.6745)
}

const ITERATIONS = 60
const HALVINGS = 12
/** Step of the dual iteration that always converges (Chambolle 2004). */
const STEP = 0.24

/**
 * Total-variation denoising inside the mask (Rudin, Osher and Fatemi 1992, by Chambolle's dual iteration 2004): the
 * smoothest map in the sense of the sum of its steps, so that borders stay. @param strength in units of the map
 */
export function totalVariation(
  values: Float32Array,
  mask: Uint8Array,
  width: number,
  strength: number,
): Float32Array {
  const size = values.length
  const [right, down] = [new Float32Array(size), new Float32Array(size)]
  const [hasRight, hasDown] = [new Uint8Array(size), new Uint8Array(size)]
  for (let at = 0; at < size; at++) {
    if (mask[at] !== 1) continue
    hasRight[at] = at % width < width - 1 && mask[at + 1] === 1 ? 1 : 0
    hasDown[at] = at < size - width && mask[at + width] === 1 ? 1 : 0
  }
  const divergence = new Float32Array(size)
  const diverge = (): void => {
    for (let at = 0; at < size; at++)
      divergence[at] =
        (right[at] ?? 0) +
        (down[at] ?? 0) -
        (at % width > 0 ? (right[at - 1] ?? 0) : 0) -
        (down[at - width] ?? 0)
  }
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    diverge()
    for (let at = 0; at < size; at++) {
      const here = (divergence[at] ?? 0) - (values[at] ?? 0) / strength
      const stepRight =
        hasRight[at] === 1 ? (divergence[at + 1] ?? 0) - (values[at + 1] ?? 0) / strength - here : 0
      const stepDown =
        hasDown[at] === 1 ? (divergence[at + width] ?? 0) - (values[at + width] ?? 0) / strength - here : 0
      const shrink = 1 + STEP * Math.hypot(stepRight, stepDown)
      right[at] = ((right[at] ?? 0) + STEP * stepRight) / shrink
      down[at] = ((down[at] ?? 0) + STEP * stepDown) / shrink
    }
  }
  diverge()
  return values.map((value, at) => value - strength * (divergence[at] ?? 0))
}

/**
 * The edge-preserving filter behind PLS: total variation as strong as the map's own noise asks for (discrepancy
 * principle: what is taken away has the noise's standard deviation). It needs no truth. The mean stays.
 */
export function edgeFilter(
  values: Float32Array,
  mask: Uint8Array,
  height: number,
  width: number,
): Float32Array {
  const noise = noiseOf(values, mask, height, width)
  if (noise === 0) return values.slice()
  const removed = (filtered: Float32Array): number => {
    let [sum, count] = [0, 0]
    for (let at = 0; at < mask.length; at++) {
      if (mask[at] !== 1) continue
      sum += ((filtered[at] ?? 0) - (values[at] ?? 0)) ** 2
      count++
    }
    return Math.sqrt(sum / count)
  }
  let [weak, strong] = [0, 8 * noise]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (weak + strong) / 2
    if (removed(totalVariation(values, mask, width, middle)) < noise) weak = middle
    else strong = middle
  }
  return totalVariation(values, mask, width, (weak + strong) / 2)
}
