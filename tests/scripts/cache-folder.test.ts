import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../model/cache-folder.ts'

describe('the cache folder', () => {
  test.each([
    ['linux', {}, '/home/me/.cache/isochrome'],
    ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/isochrome'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/isochrome'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/me/.cache/isochrome'],
    ['linux', { XDG_CACHE_HOME: '/fast', ISOCHROME_HOME: '/lab' }, '/lab/cache'],
    ['linux', { ISOCHROME_HOME: '' }, '/home/me/.cache/isochrome'],
    ['darwin', { XDG_CACHE_HOME: '/fast' }, '/home/me/Library/Caches/Isochrome'],
  ] as const)('on %s with %j is %s', (platform, environment, folder) => {
    expect(cacheFolder({ platform, environment, home: '/home/me' })).toBe(folder)
  })
  test.each([
    [{ LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\Isochrome\\Cache'],
    [{}, 'C:\\Users\\me\\AppData\\Local\\Isochrome\\Cache'],
    [{ ISOCHROME_HOME: 'E:\\lab' }, 'E:\\lab\\cache'],
  ])('on Windows with %j is %s', (environment, folder) => {
    expect(cacheFolder({ platform: 'win32', environment, home: 'C:\\Users\\me' })).toBe(folder)
  })
  test('is absolute even for a relative ISOCHROME_HOME', () => {
    expect(cacheFolder({ platform: 'linux', environment: { ISOCHROME_HOME: 'lab' }, home: '/home/me' })).toBe(
      `${process.cwd()}/lab/cache`,
    )
  })
})
