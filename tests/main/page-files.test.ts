import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageFile } from '../../main/page-files.ts'

let folder = ''
beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'isochrome-page-'))
  folder = join(parent, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  mkdirSync(join(parent, 'renderer-secret'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/app.js'), 'export {}')
  writeFileSync(join(parent, 'secret.json'), '{}')
  writeFileSync(join(parent, 'renderer-secret/key.json'), '{}')
  writeFileSync(join(folder, 'notes.txt'), 'not part of a page')
})
afterAll(() => {
  rmSync(join(folder, '..'), { recursive: true })
})

describe('files of the page', () => {
  it('serves the index and assets with their type', async () => {
    expect((await pageFile(folder, '/'))?.type).toBe('text/html; charset=utf-8')
    expect((await pageFile(folder, '/assets/app.js'))?.type).toBe('text/javascript; charset=utf-8')
  })

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/../renderer-secret/key.json',
    '/assets/../../secret.json',
    '/..\\secret.json',
    '/index.html%00.js',
    '/%zz',
    '/notes.txt',
    '/assets',
    '/missing.js',
    '//etc/passwd',
  ])('finds nothing behind %s', async (path) => {
    expect(await pageFile(folder, path)).toBeUndefined()
  })
})
