import { describe, expect, it } from 'vitest'
import { appPaths } from '../../core/paths.ts'

const linux = { platform: 'linux', home: '/home/ada', cwd: '/srv', env: {} } as const
const windows = { platform: 'win32', home: 'C:\\Users\\Ada', cwd: 'D:\\work', env: {} } as const

describe('where the files are', () => {
  it('follows the XDG folders', () => {
    expect(appPaths(linux)).toEqual({
      data: '/home/ada/.local/share/isochrome',
      database: '/home/ada/.local/share/isochrome/isochrome.db',
      models: '/home/ada/.local/share/isochrome/models',
      backups: '/home/ada/.local/share/isochrome/backups',
      logs: '/home/ada/.local/share/isochrome/logs',
      instruments: '/home/ada/.local/share/isochrome/instruments',
      cache: '/home/ada/.cache/isochrome',
    })
    const env = { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' }
    expect(appPaths({ ...linux, env })).toMatchObject({ data: '/data/isochrome', cache: '/cache/isochrome' })
  })

  it('ignores XDG folders that are empty or relative, as the specification says', () => {
    const env = { XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' }
    expect(appPaths({ ...linux, env })).toEqual(appPaths(linux))
  })

  it('follows Windows and macOS', () => {
    const env = { APPDATA: 'C:\\Roam', LOCALAPPDATA: 'C:\\Local' }
    expect(appPaths({ ...windows, env })).toMatchObject({
      data: 'C:\\Roam\\Isochrome',
      database: 'C:\\Roam\\Isochrome\\isochrome.db',
      cache: 'C:\\Local\\Isochrome\\Cache',
    })
    expect(appPaths(windows).data).toBe('C:\\Users\\Ada\\AppData\\Roaming\\Isochrome')
    expect(appPaths({ ...linux, platform: 'darwin', home: '/Users/ada' })).toMatchObject({
      data: '/Users/ada/Library/Application Support/Isochrome',
      cache: '/Users/ada/Library/Caches/Isochrome',
    })
  })

  it('puts everything into ISOCHROME_HOME when it is set', () => {
    const env = { XDG_DATA_HOME: '/data', ISOCHROME_HOME: 'bench' }
    expect(appPaths({ ...linux, env })).toEqual({
      data: '/srv/bench',
      database: '/srv/bench/isochrome.db',
      models: '/srv/bench/models',
      backups: '/srv/bench/backups',
      logs: '/srv/bench/logs',
      instruments: '/srv/bench/instruments',
      cache: '/srv/bench/cache',
    })
    expect(appPaths({ ...windows, env: { ISOCHROME_HOME: 'E:\\lab' } }).database).toBe(
      'E:\\lab\\isochrome.db',
    )
  })

  it('keeps the models of another database beside it, apart from those of its neighbours', () => {
    const a = appPaths({ ...linux, database: 'lab/a.db' })
    expect(a).toMatchObject({
      data: '/home/ada/.local/share/isochrome',
      database: '/srv/lab/a.db',
      models: '/srv/lab/a-models',
      backups: '/srv/lab/backups',
    })
    expect(appPaths({ ...linux, database: 'lab/b.db' }).models).not.toBe(a.models)
    expect(appPaths({ ...linux, database: '/x/isochrome.db' }).models).toBe('/x/models')
  })
})
