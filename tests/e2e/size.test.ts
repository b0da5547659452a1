import { globSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'

/** Limit of the design for all that a window loads: page, style, fonts and the guide, compressed. */
const LIMIT_BYTES = 600_000

it('the built page is under 600 kB compressed', () => {
  const folder = inProject('dist', 'renderer')
  const files = globSync('**/*.*', { cwd: folder }).map((name) => ({
    name,
    bytes: gzipSync(readFileSync(`${folder}/${name}`)).length,
  }))
  expect(files.some(({ name }) => name.endsWith('.js'))).toBe(true)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, files.map(({ name, bytes }) => `${name} ${String(bytes)}`).join('\n')).toBeLessThan(
    LIMIT_BYTES,
  )
})
