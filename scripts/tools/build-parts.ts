import { rmSync } from 'node:fs'
import { fingerprint } from './fingerprint.ts'
import { inProject, projectFolder } from './project.ts'
import { run } from './run.ts'
import { isStale, markFresh, type Product } from './stale.ts'

/** What can be built: the page, and what Electron needs beside it. */
export type PartName = 'renderer' | 'electron'

interface Part extends Product {
  readonly title: string
  readonly folder: string
  /** Each: a tool's script in node_modules and its arguments. */
  readonly steps: readonly (readonly string[])[]
}

const common = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'contract', 'spectra']
const vite = 'vite/bin/vite.js'

const parts: Record<PartName, Part> = {
  renderer: {
    title: 'the page',
    folder: 'dist/renderer',
    stamp: 'dist/renderer.stamp',
    sources: [
      ...common,
      'renderer',
      'docs/guide',
      'docs/instruments',
      'vite.config.ts',
      'svelte.config.js',
      'tsconfig.web.json',
    ],
    steps: [[vite, 'build', '--logLevel', 'warn']],
  },
  electron: {
    title: 'the Electron shell',
    folder: 'dist/electron',
    stamp: 'dist/electron.stamp',
    sources: [
      ...[...common, 'formats', 'drivers', 'model', 'core', 'main', 'preload'],
      ...['electron.vite.config.ts', 'vite.bench.config.ts'],
    ],
    steps: [
      ['electron-vite/bin/electron-vite.js', 'build', '--ignoreConfigWarning', '--logLevel', 'warn'],
      [vite, 'build', '--config', 'vite.bench.config.ts', '--logLevel', 'warn'],
    ],
  },
}

/**
 * Builds a part unless its sources are unchanged. Resolves to the problem in words, or undefined.
 */
export async function buildIfStale(name: PartName, { force = false } = {}): Promise<string | undefined> {
  const part = parts[name]
  if (!force && !isStale(projectFolder, part)) return undefined
  console.log(`Building ${part.title}.`)
  try {
    return await build(part)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return (
      `Building ${part.title} failed: ${inProject('dist')} could not be written (${String(error.code)}). ` +
      'Make the project folder writable for you, or free some disk space, then run the same command again.'
    )
  }
}

async function build(part: Part): Promise<string | undefined> {
  const made = fingerprint(projectFolder, part.sources)
  rmSync(inProject(part.stamp), { force: true })
  rmSync(inProject(part.folder), { recursive: true, force: true })
  for (const [tool = '', ...argv] of part.steps) {
    const { code, output } = await run(process.execPath, [inProject('node_modules', tool), ...argv], {
      cwd: projectFolder,
    })
    if (code !== 0) return `${output.trim()}\nBuilding ${part.title} failed; see above.`
  }
  markFresh(projectFolder, part, made)
  return undefined
}
