import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../core/store/database.ts'
import { openStore } from '../../../core/store/store.ts'
import type { Store } from '../../../core/store/store.ts'
import { nextVersion } from '../../../core/store/versions.ts'
import { opened, problemOf, temporaryFolder } from './bench.ts'
import { card } from './records.ts'

const states = (store: Store): string[] =>
  store.listModels().map(({ version, state }) => `${version} ${state}`)

/** Opens the file, does `work` and closes it again. */
function visit<T>(file: string, work: (store: Store) => T): T {
  const store = openStore({ file })
  try {
    return work(store)
  } finally {
    store.close()
  }
}

describe('models', () => {
  it('gives a bundle back byte for byte, by version or by hash', () => {
    const store = opened()
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251)
    const made = store.insertModel(card('v1', { hash: 'abcdef0123456789' }), bytes)
    expect(made).toMatchObject({ version: 'v1', state: 'candidate' })
    expect(Buffer.compare(store.readBundle('v1'), bytes)).toBe(0)
    expect(store.getModel('abcdef01').version).toBe('v1')
    expect(problemOf(() => store.getModel('abcd')).code).toBe('NOT_FOUND')
    expect(problemOf(() => store.getModel('v9')).code).toBe('NOT_FOUND')
    expect(problemOf(() => store.insertModel(card('v1'), bytes)).code).toBe('BAD_REQUEST')
    expect(store.listModels()).toHaveLength(1)
  })

  it('asks for more of a hash when it is not enough', () => {
    const store = opened()
    store.insertModel(card('v1', { hash: 'aaaaaaaa11' }), Uint8Array.of(1))
    store.insertModel(card('v2', { hash: 'aaaaaaaa22' }), Uint8Array.of(2))
    expect(problemOf(() => store.getModel('aaaaaaaa')).code).toBe('BAD_REQUEST')
    expect(store.getModel('aaaaaaaa2').version).toBe('v2')
  })

  it('promotes, keeps, and goes back step by step', () => {
    const store = opened()
    for (const version of ['v1', 'v2', 'v3']) store.insertModel(card(version), Uint8Array.of(1))
    expect(store.activeModel()).toBeUndefined()
    expect(problemOf(() => store.rollback()).code).toBe('WRONG_STATE')
    expect(store.promote('v1').state).toBe('active')
    store.promote('v2')
    store.promote('v2')
    expect(store.setModelState('v3', 'refused').state).toBe('refused')
    expect(states(store)).toEqual(['v1 retired', 'v2 active', 'v3 refused'])
    expect(store.rollback()).toMatchObject({ version: 'v1', state: 'active' })
    expect(states(store)).toEqual(['v1 active', 'v2 retired', 'v3 refused'])
    expect(problemOf(() => store.rollback()).code).toBe('WRONG_STATE')
    store.promote('v2')
    store.promote('v1')
    expect(store.rollback().version).toBe('v2')
    store.setModelState('v3', 'candidate')
    expect(states(store)).toEqual(['v1 retired', 'v2 active', 'v3 candidate'])
  })

  it('keeps the verdict a model came with', () => {
    const store = opened()
    expect(store.insertModel(card('v1', { state: 'refused' }), Uint8Array.of(1)).state).toBe('refused')
    expect(store.insertModel(card('v2', { state: 'active' }), Uint8Array.of(2)).state).toBe('candidate')
  })

  it('counts versions', () => {
    expect(nextVersion([], 'full', undefined)).toBe('v1')
    expect(nextVersion(['v1', 'v7', 'v7.3', 'mine'], 'full', 'v7')).toBe('v8')
    expect(nextVersion(['v1', 'v7', 'v7.9', 'v8.1'], 'recalibration', 'v7.2')).toBe('v7.10')
    expect(nextVersion(['v1'], 'recalibration', undefined)).toBe('v2')
    const store = opened()
    store.insertModel(card(store.nextVersion('full')), Uint8Array.of(1))
    store.promote('v1')
    expect(store.nextVersion('recalibration')).toBe('v1.1')
    expect(store.nextVersion('full')).toBe('v2')
  })

  it('tells a damaged bundle from a missing one', () => {
    const folder = temporaryFolder()
    const store = opened({ file: join(folder, 'isochrome.db') })
    store.insertModel(card('v1'), Uint8Array.of(1, 2, 3))
    const [name] = readdirSync(join(folder, 'models'))
    const path = join(folder, 'models', name!)
    writeFileSync(path, Uint8Array.of(1, 2))
    expect(problemOf(() => store.readBundle('v1')).code).toBe('MODEL_DAMAGED')
    rmSync(path)
    expect(problemOf(() => store.readBundle('v1')).code).toBe('MODEL_MISSING')
  })
})

describe('a model whose saving was cut off', () => {
  const prepared = (): { file: string; path: string } => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    visit(file, (store) => {
      store.insertModel(card('v1'), Uint8Array.of(1, 2, 3))
      store.insertModel(card('v2'), Uint8Array.of(4, 5, 6))
    })
    const name = readdirSync(join(folder, 'models')).find((entry) => entry.startsWith('v2'))
    // The state between "file written" and "row confirmed".
    const database = openDatabase(file)
    database.script("UPDATE model SET pending = 1 WHERE version = 'v2'")
    database.close()
    return { file, path: join(folder, 'models', name!) }
  }

  it('is finished when its file is whole', () => {
    const { file } = prepared()
    visit(file, (store) => {
      expect(store.findings).toMatchObject([
        { level: 'info', problem: { title: 'Model v2 was saved after all' } },
      ])
      expect([...store.readBundle('v2')]).toEqual([4, 5, 6])
    })
    visit(file, (store) => expect(store.findings).toEqual([]))
  })

  it.each(['missing', 'half'])('is withdrawn when its file is %s', (how) => {
    const { file, path } = prepared()
    if (how === 'missing') rmSync(path)
    else writeFileSync(path, Uint8Array.of(4))
    writeFileSync(`${path}.tmp`, Uint8Array.of(4))
    visit(file, (store) => {
      expect(store.findings).toMatchObject([{ level: 'attention', problem: { code: 'MODEL_MISSING' } }])
      expect(states(store)).toEqual(['v1 candidate'])
      expect(readdirSync(join(file, '..', 'models'))).toHaveLength(1)
      expect(store.nextVersion('full')).toBe('v2')
    })
  })

  it('is reported when a file has no row or a row has no file, and nothing is removed', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'isochrome.db')
    visit(file, (store) => store.insertModel(card('v1'), Uint8Array.of(1)))
    const [name] = readdirSync(join(folder, 'models'))
    const stray = join(folder, 'models', 'v9-feedfeedfeed.isomodel')
    writeFileSync(stray, Uint8Array.of(9))
    rmSync(join(folder, 'models', name!))
    visit(file, (store) => {
      expect(store.findings.map(({ problem }) => problem.title)).toEqual([
        'The file of model v1 is missing',
        'A model file nobody stored',
      ])
      expect(store.listModels()).toHaveLength(1)
      expect(existsSync(stray)).toBe(true)
    })
  })
})
