import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { openStore } from '../../../core/store/store.ts'
import { desk, opened, problemOf, temporaryFolder } from './bench.ts'
import { card } from './records.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

/** A process that has the file open; resolves when it has. */
async function holder(file: string): Promise<{ pid: number; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [CHILD, 'hold', file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  expect(line).toContain('holding')
  return { pid: child.pid ?? 0, kill }
}

describe('a second instance', () => {
  it(
    'is told who has the file, may read it, and takes over when the first was killed',
    { timeout: 60_000 },
    async () => {
      const file = join(temporaryFolder(), 'isochrome.db')
      const first = await holder(file)
      const problem = problemOf(() => openStore({ file }))
      expect(problem.code).toBe('STORE_LOCKED')
      expect(problem.happened).toContain(`process ${first.pid}`)
      expect(opened({ file, readOnly: true }).listSessions()).toEqual([])
      await first.kill()
      expect(desk(opened({ file })).session).toBe(1)
    },
  )

  it('is refused in the same process and under another name', () => {
    const folder = temporaryFolder()
    const store = opened({ file: join(folder, 'isochrome.db') })
    const alias = join(folder, 'alias.db')
    symlinkSync(store.file, alias)
    expect(problemOf(() => openStore({ file: store.file })).code).toBe('STORE_LOCKED')
    expect(problemOf(() => openStore({ file: alias })).code).toBe('STORE_LOCKED')
    store.close()
    store.close()
    expect(opened({ file: alias }).file).toBe(store.file)
  })

  it('reads what the first has committed and sees it grow', () => {
    const { store, session, pair } = desk()
    pair('A01')
    const reader = opened({ file: store.file, readOnly: true })
    expect(reader.getSession(session).pairs).toBe(1)
    pair('A02')
    expect(reader.currentPairs(session)).toHaveLength(2)
    expect(problemOf(() => reader.renameSession(session, { name: 'x' })).code).toBe('STORE_READONLY')
    expect(problemOf(() => reader.excludePatches(session, ['A01'], true)).code).toBe('STORE_READONLY')
  })

  it('is refused when another program has locked the file', () => {
    const store = opened()
    const { file } = store
    store.close()
    const other = openDatabase(file)
    other.pragma('locking_mode = EXCLUSIVE')
    other.script('BEGIN EXCLUSIVE')
    expect(problemOf(() => openStore({ file })).code).toBe('STORE_LOCKED')
    other.script('ROLLBACK')
    other.close()
    expect(opened({ file }).listSessions()).toEqual([])
  })

  it('is not kept out by a spoiled lock file', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    writeFileSync(`${file}.lock`, 'no database at all, whatever it was meant to be')
    const store = opened({ file })
    expect(store.listSessions()).toEqual([])
    expect(problemOf(() => openStore({ file })).code).toBe('STORE_LOCKED')
  })
})

describe.skipIf(process.platform === 'win32')('what may not be written (POSIX permissions)', () => {
  // The superuser may write everything, so a child without that right does the work.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const run = (work: string, file: string): string =>
    spawnSync(process.execPath, [CHILD, work, file], { ...nobody, encoding: 'utf8' }).stdout.trim()

  /** A database with one session, owned by whoever the child is; `killed` leaves its log behind. */
  const prepared = async (killed: boolean): Promise<{ folder: string; file: string }> => {
    const folder = join(temporaryFolder(), 'data')
    const file = join(folder, 'isochrome.db')
    mkdirSync(folder)
    const child = spawn(process.execPath, [CHILD, 'pairs', file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.on('close', resolve))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGKILL')
    await ended
    if (!killed) openStore({ file }).close()
    expect(existsSync(`${file}-wal`)).toBe(killed)
    chmodSync(join(folder, '..'), 0o755)
    for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
      if (nobody.uid !== undefined) chownSync(path, nobody.uid, nobody.gid)
    return { folder, file }
  }

  it.each([false, true])(
    'a read-only file is refused for writing and can be listed (log left behind: %s)',
    async (killed) => {
      const { file } = await prepared(killed)
      chmodSync(file, 0o444)
      expect(run('hold', file)).toBe('problem STORE_READONLY')
      expect(run('list', file)).toBe('sessions 1')
    },
  )

  it.each([false, true])(
    'a read-only folder is refused for writing and can be listed (log left behind: %s)',
    async (killed) => {
      const { folder, file } = await prepared(killed)
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444)
      chmodSync(folder, 0o555)
      onTestFinished(() => chmodSync(folder, 0o755))
      const names = readdirSync(folder)
      expect(run('hold', file)).toBe('problem STORE_READONLY')
      expect(run('list', file)).toBe('sessions 1')
      expect(readdirSync(folder)).toEqual(names)
    },
  )

  it('a folder that cannot be made is refused', async () => {
    const { folder } = await prepared(false)
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
    expect(run('hold', join(folder, 'deeper', 'isochrome.db'))).toBe('problem STORE_READONLY')
  })
})

describe('a full disk', () => {
  it('stops the reading in progress only', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    const small = opened({ file, maxPages: 80 })
    const { read, session } = desk(small)
    const stored: number[] = []
    const problem = problemOf(() => {
      for (;;) stored.push(read(`P${stored.length}`, 'spectrometer'))
    })
    expect(problem.code).toBe('DISK_FULL')
    expect(stored.length).toBeGreaterThan(10)
    expect(small.listReadings(session, 0, 1).total).toBe(stored.length)
    small.close()
    const store = opened({ file })
    expect(store.listReadings(session, 0, 10_000).rows.map(({ id }) => id)).toEqual(stored)
    expect(desk(store).pair('A01')).toBe(1)
  })

  it('while the file is being made leaves nothing half made', () => {
    const file = join(temporaryFolder(), 'isochrome.db')
    expect(problemOf(() => openStore({ file, maxPages: 8 })).code).toBe('DISK_FULL')
    expect(opened({ file }).listSessions()).toEqual([])
  })

  it('undoes all of a transaction', () => {
    const store = opened({ maxPages: 80 })
    const { read, session } = desk(store)
    const all = (): unknown =>
      store.transaction(() => Array.from({ length: 5000 }, (_, n) => read(`P${n}`, 'reference')))
    expect(problemOf(all).code).toBe('DISK_FULL')
    expect(store.listReadings(session, 0, 1).total).toBe(0)
    expect(read('A01', 'reference')).toBe(1)
  })

  it('leaves no model without its file', () => {
    const folder = temporaryFolder()
    const modelsFolder = join(folder, 'models')
    const store = opened({ file: join(folder, 'isochrome.db'), modelsFolder })
    writeFileSync(modelsFolder, 'a file in the place of the folder')
    expect(problemOf(() => store.insertModel(card('v1'), Uint8Array.of(1))).code).toBe('FILE_UNREADABLE')
    expect(store.listModels()).toEqual([])
    expect(store.nextVersion('full')).toBe('v1')
  })

  // A memory disk of 3 MB in a mount namespace of its own.
  const inNamespace = [
    '-rm',
    'sh',
    '-c',
    'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" "$3" fill "$1/isochrome.db"',
    'sh',
  ] as const
  const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

  it.skipIf(!canMount)(
    'of the operating system is told as such (needs unshare and mount)',
    { timeout: 60_000 },
    () => {
      const result = spawnSync('unshare', [...inNamespace, temporaryFolder(), process.execPath, CHILD], {
        encoding: 'utf8',
      })
      const lines = result.stdout.trim().split('\n')
      expect(lines.filter((line) => line.startsWith('problem'))).toEqual([
        'problem DISK_FULL',
        'problem DISK_FULL',
      ])
      const readings = lines.filter((line) => line.startsWith('reading')).length
      expect(readings).toBeGreaterThan(40)
      expect(lines.at(-1)).toBe(`kept ${readings} models 0`)
    },
  )
})
