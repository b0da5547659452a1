import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locateBrowser } from '../../scripts/tools/browser.ts'
import { temporaryFolder } from './temporary-folder.ts'

const nothing = (): string => join('no', 'such', 'browser')

describe('the browser for tests', () => {
  test('is the named one before all others', () => {
    const folder = temporaryFolder({ mine: '', chromium: '' })
    const environment = { CHROMIUM_PATH: join(folder, 'mine'), PATH: folder }
    expect(locateBrowser(environment, nothing)).toEqual({ executable: join(folder, 'mine') })
  })
  test('is missing when the named one is not there, whatever else is', () => {
    const folder = temporaryFolder({ chromium: '' })
    expect(locateBrowser({ CHROMIUM_PATH: '/no/such', PATH: folder }, nothing)).toEqual({
      missing: 'CHROMIUM_PATH names no file (/no/such)',
    })
  })
  test('is found on the PATH', () => {
    const folder = temporaryFolder({ 'google-chrome': '' })
    expect(locateBrowser({ PATH: folder }, nothing)).toEqual({ executable: join(folder, 'google-chrome') })
  })
})
