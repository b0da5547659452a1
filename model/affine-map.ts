import { readBundle } from './bundle.ts'
import { methodNamed } from './correction/registry.ts'
import type { AffineMap } from './service.ts'

/**
 * The model in a bundle as one affine map, bit for bit what it predicts with; undefined where its method is none.
 * @throws Problem MODEL_DAMAGED, METHOD_UNKNOWN
 */
export function affineMapOf(bundle: Uint8Array): AffineMap | undefined {
  const { card, parts } = readBundle(bundle)
  return methodNamed(card.method).affine?.(parts['method'] ?? {})
}
