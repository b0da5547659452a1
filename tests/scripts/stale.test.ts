import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../scripts/tools/fingerprint.ts'
import { isStale, markFresh, type Product } from '../../scripts/tools/stale.ts'
import { temporaryFolder } from './temporary-folder.ts'

const product: Product = { stamp: 'dist/page.stamp', sources: ['page', 'config.json', 'absent'] }

function made(): string {
  const root = temporaryFolder({
    'page/a.ts': 'a',
    'page/deep/b.ts': 'b',
    'config.json': '{}',
    'other.txt': 'o',
  })
  markFresh(root, product, fingerprint(root, product.sources))
  return root
}

describe('a product', () => {
  test('is stale before it was ever made', () => {
    expect(isStale(temporaryFolder({ 'page/a.ts': 'a' }), product)).toBe(true)
  })
  test('is fresh after it was made, whatever the times of its sources', () => {
    const root = made()
    utimesSync(join(root, 'page/a.ts'), 1, 1)
    expect(isStale(root, product)).toBe(false)
  })
  test.each([
    ['content changed', (root: string) => writeFileSync(join(root, 'page/deep/b.ts'), 'c')],
    ['a file came', (root: string) => writeFileSync(join(root, 'page/c.ts'), '')],
    ['a file went', (root: string) => rmSync(join(root, 'page/a.ts'))],
    ['a listed file appeared', (root: string) => writeFileSync(join(root, 'absent'), '')],
    [
      'text moved between files',
      (root: string) => {
        writeFileSync(join(root, 'page/a.ts'), 'ab')
        writeFileSync(join(root, 'page/deep/b.ts'), '')
      },
    ],
  ])('is stale when %s', (_, change) => {
    const root = made()
    change(root)
    expect(isStale(root, product)).toBe(true)
  })
  test('stays fresh when something else changes', () => {
    const root = made()
    writeFileSync(join(root, 'other.txt'), 'changed')
    expect(isStale(root, product)).toBe(false)
  })
})
