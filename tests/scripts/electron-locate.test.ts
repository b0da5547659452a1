import { describe, expect, test } from 'vitest'
import { executableIn, locateElectron, mayFetchElectron } from '../../scripts/electron/locate.ts'
import { chooseOpening, type Surroundings } from '../../scripts/start/window.ts'
import { temporaryFolder } from './temporary-folder.ts'

function runtime(version: string): string {
  const folder = temporaryFolder({ version })
  const nested = executableIn(folder).slice(folder.length + 1)
  return temporaryFolder({ version, [nested]: '' })
}

describe('an Electron runtime', () => {
  test('is the first of the usual places that has one', () => {
    const [first, second] = [runtime('v45.4.1\n'), runtime('22.3.25')]
    expect(locateElectron({}, [temporaryFolder(), first, second])).toEqual({
      folder: first,
      executable: executableIn(first),
      version: '45.4.1',
    })
  })
  test('is the named one before all others', () => {
    const named = runtime('40.0.0')
    expect(locateElectron({ ELECTRON_OVERRIDE_DIST_PATH: named }, [runtime('45.0.0')])).toMatchObject({
      version: '40.0.0',
    })
  })
  test('is missing, with the reason, when the named folder has none', () => {
    const empty = temporaryFolder()
    expect(locateElectron({ ELECTRON_OVERRIDE_DIST_PATH: empty }, [runtime('45.0.0')])).toEqual({
      missing: `ELECTRON_OVERRIDE_DIST_PATH holds no Electron (${empty})`,
    })
  })
  test('is missing, with how to get one, when no place has one', () => {
    const { missing } = { missing: '', ...locateElectron({}, []) }
    expect(missing).toContain('ISOCHROME_ELECTRON=fetch')
  })
  test.each([
    [{}, false],
    [{ CI: 'true' }, true],
    [{ CI: '1' }, false],
    [{ ISOCHROME_ELECTRON: 'fetch' }, true],
    [{ CI: 'true', ISOCHROME_ELECTRON: 'off' }, false],
  ])('may be fetched under %j: %s', (environment, may) => {
    expect(mayFetchElectron(environment)).toBe(may)
  })
})

describe('the application opens', () => {
  const here: Surroundings = {
    electron: { folder: '/e', executable: '/e/electron', version: '45.4.1' },
    platform: 'linux',
    display: ':0',
    isRoot: false,
  }
  test.each([
    ['in a window with its own bench', {}, { kind: 'local', executable: '/e/electron' }],
    [
      'in a window on a web host when the runtime is too old for the bench',
      { electron: { folder: '/e', executable: '/e/electron', version: '22.3.25' } },
      { kind: 'attach', executable: '/e/electron' },
    ],
    [
      'in the browser without a runtime',
      { electron: { missing: 'why' } },
      { kind: 'browser', because: 'why' },
    ],
    ['in the browser without a display', { display: undefined }, { kind: 'browser' }],
    ['in the browser for root', { isRoot: true }, { kind: 'browser' }],
    [
      'in a window on Windows without a display variable',
      { platform: 'win32', display: undefined },
      { kind: 'local' },
    ],
  ] as const)('%s', (_, changes, opening) => {
    expect(chooseOpening({ ...here, ...changes })).toMatchObject(opening)
  })
})
