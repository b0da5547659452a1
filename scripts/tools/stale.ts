import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fingerprint } from './fingerprint.ts'

/** Something made from sources: where its stamp lies and what it is made of, relative to the project folder. */
export interface Product {
  readonly stamp: string
  readonly sources: readonly string[]
}

/** Whether the product is missing or its sources are not the ones it was made from. */
export function isStale(root: string, product: Product): boolean {
  let stamped: string
  try {
    stamped = readFileSync(join(root, product.stamp), 'utf8')
  } catch {
    return true
  }
  return stamped !== fingerprint(root, product.sources)
}

/** Notes that the product now matches the sources whose fingerprint was taken before it was made. */
export function markFresh(root: string, product: Product, made: string): void {
  const file = join(root, product.stamp)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, made)
}
