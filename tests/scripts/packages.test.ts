import { describe, expect, test } from 'vitest'
import { npmCommand, packagesState } from '../../scripts/setup/packages.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages })
const wanted = { '': { version: '1' }, 'node_modules/a': { version: '1.0.0' } }
const elsewhere = { 'node_modules/only-on-macos': { version: '2.0.0', optional: true } }

describe('the state of the packages', () => {
  test('is complete when every locked package is installed in its version', () => {
    const root = temporaryFolder({
      'package-lock.json': lock({ ...wanted, ...elsewhere }),
      'node_modules/.package-lock.json': lock({ 'node_modules/a': { version: '1.0.0' } }),
    })
    expect(packagesState(root)).toBe('complete')
  })
  test('is missing in a fresh clone', () => {
    expect(packagesState(temporaryFolder({ 'package-lock.json': lock(wanted) }))).toBe('missing')
  })
  test('is missing when an installation was interrupted', () => {
    const root = temporaryFolder({ 'package-lock.json': lock(wanted), 'node_modules/a/package.json': '{}' })
    expect(packagesState(root)).toBe('missing')
  })
  test.each([
    ['another version', { 'node_modules/a': { version: '0.9.0' } }],
    ['no such package', {}],
  ])('is changed when there is %s', (_, installed) => {
    const root = temporaryFolder({
      'package-lock.json': lock(wanted),
      'node_modules/.package-lock.json': lock(installed),
    })
    expect(packagesState(root)).toBe('changed')
  })
  test('is changed when an optional package is there in another version', () => {
    const root = temporaryFolder({
      'package-lock.json': lock(elsewhere),
      'node_modules/.package-lock.json': lock({ 'node_modules/only-on-macos': { version: '1.0.0' } }),
    })
    expect(packagesState(root)).toBe('changed')
  })
  test('is missing when the list in node_modules is half-written', () => {
    const root = temporaryFolder({
      'package-lock.json': lock(wanted),
      'node_modules/.package-lock.json': '{"packages": {"node_mod',
    })
    expect(packagesState(root)).toBe('missing')
  })
})

describe('npm', () => {
  test('is the one that runs this script', () => {
    const command = npmCommand({ npm_execpath: '/opt/npm/bin/npm-cli.js' })
    expect(command).toEqual({ command: process.execPath, prefix: ['/opt/npm/bin/npm-cli.js'], shell: false })
  })
  test.each([undefined, '/opt/pnpm/bin/pnpm.cjs'])('is the one on the PATH under %s', (npmExecpath) => {
    expect(npmCommand({ npm_execpath: npmExecpath })).toMatchObject({ command: 'npm', prefix: [] })
  })
})
