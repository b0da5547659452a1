import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PairTable } from '../../model/service.ts'

/** What a peer printed, or in words why it could not run. */
export type PeerResult = { readonly answer: unknown; readonly missing?: never } | { readonly missing: string }

/** Pairs as files of raw float64 that a peer reads, while `use` runs. */
export function withPairFiles<T>({ x, y }: PairTable, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-bench-'))
  try {
    writeFileSync(join(folder, 'x.f64'), x.data)
    writeFileSync(join(folder, 'y.f64'), y.data)
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a Python program of peers/ with `ISOCHROME_PYTHON`, else python3; its last line of output is its answer. */
export function runPeer(
  program: string,
  modules: readonly string[],
  ...rest: readonly (string | number)[]
): PeerResult {
  const python = process.env['ISOCHROME_PYTHON'] ?? 'python3'
  try {
    execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' })
  } catch {
    return { missing: `${python} cannot import ${modules.join(', ')}` }
  }
  const file = fileURLToPath(new URL(`peers/${program}`, import.meta.url))
  const text = execFileSync(python, [file, ...rest.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return { answer: JSON.parse(text.trim().split('\n').at(-1) ?? 'null') }
}
