import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locateTensorflow, recordName, type TensorflowRecord } from '../../model/tf-locate.ts'
import { temporaryFolder } from './temporary-folder.ts'

const record: TensorflowRecord = {
  format: 1,
  version: '4.22.0',
  tensorflow: '2.21.0',
  origin: 'built',
  platform: process.platform,
  arch: process.arch,
  nodeApi: 8,
  packageDir: 'made/tfjs-node',
  binding: { path: 'made/tfjs_binding.node', bytes: 6, sha256: 'abc' },
}

function installed(changes: object = {}, binding = 'binary'): string {
  return temporaryFolder({
    [recordName]: JSON.stringify({ ...record, ...changes }),
    'made/tfjs_binding.node': binding,
  })
}

const locate = (...folders: string[]): ReturnType<typeof locateTensorflow> =>
  locateTensorflow({ folders, environment: {} })

describe('TensorFlow', () => {
  test('is found where set-up noted it', () => {
    const folder = installed()
    expect(locate(folder)).toEqual({ packageDir: join(folder, 'made/tfjs-node'), record })
  })
  test('is found in the second folder when the first has none', () => {
    const folder = installed()
    expect(locate(temporaryFolder(), folder).packageDir).toBe(join(folder, 'made/tfjs-node'))
  })
  test('is not used when it is declined', () => {
    const environment = { ISOCHROME_TENSORFLOW: 'off' }
    expect(locateTensorflow({ folders: [installed()], environment })).toEqual({
      missing: 'TensorFlow is declined by ISOCHROME_TENSORFLOW=off',
    })
  })
  test.each([
    ['nothing is there', () => temporaryFolder(), 'not installed'],
    ['the note is cut short', () => temporaryFolder({ [recordName]: '{"format": 1' }), 'is damaged'],
    ['the note is of a later format', () => installed({ format: 2 }), 'another version of Isochrome'],
    ['it is for another processor', () => installed({ arch: 'pdp11' }), 'pdp11'],
    ['the binding is cut short', () => installed({}, 'bin'), 'is incomplete'],
  ])('is missing, with the reason, when %s', (_, folder, words) => {
    const { missing } = { missing: '', ...locate(folder()) }
    expect(missing).toContain(words)
  })
  test('is missing when the binding is gone', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, recordName), JSON.stringify(record))
    expect(locate(folder)).toEqual({ missing: `the TensorFlow in ${folder} is incomplete` })
  })
})
