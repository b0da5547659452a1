import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../spectra/random.ts'
import { isochrome, temporaryHome } from './run.ts'

const home = temporaryHome()
afterAll(() => {
  home.remove()
})

const good = 'id,400,450,500,550,600,650,700\na,0.1,0.2,0.3,0.4,0.5,0.6,0.7\nb,0.2,0.3,0.4,0.5,0.6,0.7,0.8\n'

describe('wrong usage ends with 2 and one sentence', () => {
  it.each([
    [['fly']],
    [['scan', '--patches', 'many']],
    [['scan', '--no-such-option']],
    [['compare']],
    [['compare', '--spectrometer', 'a', '--reference', 'b', '--axis', 'inches']],
    [['export', '--format', 'doc', '--out', 'x']],
    [['models', 'burn']],
    [['data', 'burn']],
    [['data', 'merge']],
    [['models', 'show']],
    [['models', 'export', 'v1', '--format', 'pdf']],
    [['simulate', 'bench', '--listen', 'nonsense']],
  ])('%j', async (args) => {
    const ran = await isochrome(home.path, args)
    expect(ran.code).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr.trim().length).toBeGreaterThan(10)
    expect(ran.stderr).not.toMatch(/\n\s+at /)
  })
})

describe('help', () => {
  it.each([
    'devices',
    'adjust',
    'doctor',
    'simulate',
    'scan',
    'read',
    'import',
    'train',
    'compare',
    'evaluate',
    'correct',
    'recalibrate',
    'verify',
    'export',
    'models',
    'sessions',
    'replay',
    'data',
    'serve',
    'raman',
    'explain',
  ])('%s --help has an example', async (command) => {
    const ran = await isochrome(home.path, [command, '--help'])
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('Example:')
    expect(ran.stdout).toContain(`isochrome ${command}`)
  })
})

describe('help for serving instruments', () => {
  it('names every kind of place', async () => {
    const { stdout } = await isochrome(home.path, ['simulate', '--help'])
    for (const place of ['tcp:PORT', 'pty', 'pty:LINK', 'usbip:PORT']) expect(stdout).toContain(place)
  })
})

describe('bad input ends with 1, one sentence, and nothing stored', () => {
  const bad: [string, string, RegExp][] = [
    ['ragged rows', 'id,400,500,600\na,1,2,3\nb,1,2\n', /line 3/i],
    ['text', 'id,400,500,600\na,1,two,3\n', /two/],
    ['NaN', 'id,400,500,600\na,1,NaN,3\n', /NaN/],
    ['duplicate ids', 'id,400,500,600\na,1,2,3\na,1,2,3\n', /a/],
    ['descending wavelengths', 'id,600,500,400\na,1,2,3\n', /must rise/],
    ['duplicate wavelengths', 'id,400,500,500\na,1,2,3\n', /500/],
    ['decimal commas beside points', 'id;400;500;600\na;0,1;0.2;0,3\n', /comma/i],
    ['an empty file', '', /empty/i],
    ['no ids in common', 'id,400,450,500,550,600,650,700\nx,1,1,1,1,1,1,1\n', /both files/],
  ]
  it.each(bad)('%s', async (name, text, sentence) => {
    const file = home.file(`${name.replaceAll(' ', '-')}.csv`)
    const reference = home.file('reference.csv')
    writeFileSync(file, text)
    writeFileSync(reference, good)
    const ran = await isochrome(home.path, [
      'import',
      '--spectrometer',
      file,
      '--reference',
      reference,
      '--json',
    ])
    expect(ran.code).toBe(1)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(sentence)
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    const sessions = await isochrome(home.path, ['sessions', '--json'])
    expect(JSON.parse(sessions.stdout)).toEqual({ sessions: [] })
  })

  it.each<[string, string, number, number, RegExp]>([
    ['per cent against 0 to 1', 'id,400,500,600,700', 98, 0, /per cent/],
    ['wavelengths that only overlap', 'id,450,550,650,750', 1, 0, /different wavelengths|common range/],
    ['wavelengths apart', 'id,800,850,900,950', 1, 1, /400 to 700 nm, the reference 800 to 950 nm/],
  ])('%s: compare says so', async (name, head, factor, code, sentence) => {
    const lines = (times: number): string[] =>
      Array.from({ length: 12 }, (_, i) =>
        [`s${i}`, ...[1, 2, 3, 4].map((band) => (times * (0.1 + 0.02 * ((i * band) % 17))).toFixed(4))].join(
          ',',
        ),
      )
    const [own, reference] = [home.file('own.csv'), home.file(`${name.replaceAll(' ', '-')}.csv`)]
    writeFileSync(own, ['id,400,500,600,700', ...lines(1), ''].join('\n'))
    writeFileSync(reference, [head, ...lines(factor), ''].join('\n'))
    const files = ['--spectrometer', own, '--reference', reference]
    const ran = await isochrome(home.path, ['compare', ...files, '--methods', 'none,slope-bias'])
    expect(ran.code).toBe(code)
    expect(`${ran.stdout}${ran.stderr}`).toMatch(sentence)
  })

  it('second readings of some samples show the floor, and half of them is refused', async () => {
    const table = (name: string, rows: number, seed: number, factor: number): string => {
      const random = seededRandom(seed)
      const file = home.file(name)
      const lines = Array.from({ length: rows }, (_, i) => {
        const values = [1, 2, 3, 4].map(
          (band) => factor * (0.1 + 0.02 * ((i * band) % 17)) + 0.002 * random.normal(),
        )
        return [`s${i}`, ...values.map((value) => value.toFixed(5))].join(',')
      })
      writeFileSync(file, ['id,400,500,600,700', ...lines, ''].join('\n'))
      return file
    }
    const files = [
      '--spectrometer',
      table('first.csv', 30, 1, 0.9),
      '--reference',
      table('good.csv', 30, 2, 1),
    ]
    const again = ['--repeat-reference', table('good-again.csv', 10, 4, 1)]
    const command = ['compare', ...files, '--methods', 'none,slope-bias', ...again]
    const half = await isochrome(home.path, command)
    expect(half.code).toBe(2)
    expect(half.stderr).toContain('--repeat-reference needs --repeat-spectrometer')
    const ran = await isochrome(home.path, [
      ...command,
      '--repeat-spectrometer',
      table('again.csv', 10, 3, 0.9),
    ])
    expect(ran.code).toBe(0)
    // Both sides err by 0.002; nothing but noise is left, so that the accuracy is near the floor.
    const [, floor, over] =
      /floor (\d\.\d+) \(20 readings of 10 patches\), accuracy (\d\.\d+) x floor/.exec(ran.stdout) ?? []
    expect(Number(floor)).toBeGreaterThan(2)
    expect(Number(floor)).toBeLessThan(4)
    expect(Number(over)).toBeLessThan(1.5)
  })

  it('a byte order mark is read', async () => {
    const own = temporaryHome()
    writeFileSync(own.file('a.csv'), `\uFEFF${good}`)
    writeFileSync(own.file('b.csv'), good)
    const ran = await isochrome(own.path, [
      'import',
      '--spectrometer',
      own.file('a.csv'),
      '--reference',
      own.file('b.csv'),
      '--json',
    ])
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.stdout)).toMatchObject({ pairs: 2, unmatched: { spectrometer: [], reference: [] } })
    own.remove()
  })

  it('a missing file', async () => {
    const ran = await isochrome(home.path, [
      'correct',
      '--model',
      'v1',
      '--in',
      home.file('nowhere.csv'),
      '--out',
      home.file('out.csv'),
    ])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('no such file')
  })

  it('a plate with too few pairs for training', async () => {
    const own = temporaryHome()
    writeFileSync(own.file('a.csv'), good)
    writeFileSync(own.file('b.csv'), good)
    await isochrome(own.path, [
      'import',
      '--spectrometer',
      own.file('a.csv'),
      '--reference',
      own.file('b.csv'),
    ])
    const ran = await isochrome(own.path, ['train', '--json'])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('TOO_FEW_PAIRS')
    own.remove()
  })

  it('a method that is none, or none for spectra, is refused by name', async () => {
    writeFileSync(home.file('a.csv'), good)
    for (const method of ['matrix3', 'nonsense']) {
      const ran = await isochrome(home.path, [
        'compare',
        '--spectrometer',
        home.file('a.csv'),
        '--reference',
        home.file('a.csv'),
        '--methods',
        method,
      ])
      expect(ran.code).toBe(1)
      expect(ran.stderr).toContain(method)
      expect(ran.stderr).toContain('METHOD_UNKNOWN')
    }
  })

  it('a place to listen at that is none', async () => {
    const ran = await isochrome(home.path, ['simulate', 'ocean-hdx', '--listen', 'usbip:99999'])
    expect(ran.code).toBe(1)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain('usbip:PORT')
  })

  it('a model bundle that is none', async () => {
    writeFileSync(home.file('model.json'), 'not a model')
    const ran = await isochrome(home.path, ['models', 'import', home.file('model.json')])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('MODEL_DAMAGED')
  })
})
