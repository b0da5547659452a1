import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import { jeti1511 } from '../../../drivers/simulators/jeti-1511.ts'
import { kleinK10 } from '../../../drivers/simulators/klein-k10.ts'
import { fastPace } from '../../../drivers/simulators/pace.ts'
import { servePty } from '../../../drivers/simulators/serve-pty.ts'
import type { ServedLine } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { headView } from '../../../drivers/simulators/spectrolino-head.ts'
import { spectroScan } from '../../../drivers/simulators/spectroscan.ts'
import { argyllTool, inTerminal, noArgyll, portNumber, usbFolders } from './argyll.ts'

/** Argyll takes instruments it talks to fast for serial ports of this name only. */
const FAST_LINK = '/dev/ttyUSB77'
/** And those it talks to slowly for these. */
const SLOW_LINK = '/dev/ttyS77'

let removeFolders: () => void = () => undefined
beforeAll(() => {
  if (!noArgyll) removeFolders = usbFolders()
})
afterAll(() => removeFolders())

/** One reading of the white tile; the text of the program. */
async function readingOf(kind: string, spectrum: boolean): Promise<string> {
  const number = await portNumber(FAST_LINK, kind)
  expect(number).toBeDefined()
  return inTerminal(`${argyllTool('spotread')} -v -e -x ${spectrum ? '-s ' : ''}-O -c ${number!}`, [' '])
}

const luminanceOf = (said: string): number => Number(/Result is XYZ: [\d.]+ ([\d.]+)/.exec(said)?.[1])

describe.skipIf(noArgyll)('ArgyllCMS', () => {
  const bench = simulatedBench({ fast: true })
  let served: ServedLine | undefined

  beforeAll(() => bench.scene.place('white'))
  afterEach(async () => {
    await served?.close()
    served = undefined
  })

  test('identifies the simulated specbos and reads spectrum and XYZ', async () => {
    // Real serial numbers are digits, and Argyll reads them so.
    const instrument = jeti1211({ view: bench.scene, serial: '2010123', pace: fastPace() })
    served = await servePty(instrument, { link: FAST_LINK })
    const said = await readingOf('JETI specbos', true)
    expect(said).toContain('JETI_SB1211')
    expect(said).toContain('2010123')
    expect(said).not.toContain('Failed to parse')
    expect(said).toContain('Spectrum from 380.000 to 780.000 nm in 401 steps')
    expect(luminanceOf(said)).toBeGreaterThan(200)
    expect(luminanceOf(said)).toBeLessThan(225)
  }, 200_000)

  test('identifies the simulated spectraval and reads spectrum and XYZ', async () => {
    const instrument = jeti1511({ view: bench.scene, serial: '2015123', pace: fastPace() })
    served = await servePty(instrument, { link: FAST_LINK })
    const said = await readingOf('JETI spectraval', true)
    expect(said).toContain('SPECFIRM_JETI_1501')
    expect(said).toContain('2015123')
    expect(said).toContain('Spectrum from 380.000 to 780.000 nm in 401 steps')
    expect(luminanceOf(said)).toBeGreaterThan(200)
    expect(luminanceOf(said)).toBeLessThan(225)
  }, 200_000)

  test('identifies the simulated Klein and reads XYZ', async () => {
    const instrument = kleinK10({ view: bench.scene, serial: '000012345', pace: fastPace() })
    served = await servePty(instrument, { link: FAST_LINK })
    const said = await readingOf('Klein K-10', false)
    expect(said).toContain("Model:               'K-10A'")
    expect(said).toContain('000012345')
    expect(luminanceOf(said)).toBeGreaterThan(200)
    expect(luminanceOf(said)).toBeLessThan(225)
  }, 200_000)
})

/** The 36 bands of every patch of a .ti3, as fractions. */
function spectraOf(ti3: string): number[][] {
  const [, names = ''] = /BEGIN_DATA_FORMAT\s+(.*?)\s+END_DATA_FORMAT/s.exec(ti3) ?? []
  const [, rows = ''] = /BEGIN_DATA\s+(.*?)\s+END_DATA/s.exec(ti3) ?? []
  const columns = names.split(/\s+/)
  const bands = columns.flatMap((name, column) => (name.startsWith('SPEC_') ? [column] : []))
  return rows
    .split(/\r?\n/)
    .map((row) => row.trim().split(/\s+/))
    .map((cells) => bands.map((column) => Number(cells[column]) / 100))
}

/** The file has percent with a few digits. */
const isSame = (spectrum: Float64Array, values: readonly number[]): boolean =>
  values.length === spectrum.length &&
  values.every((value, band) => Math.abs(value - (spectrum[band] ?? NaN)) < 1e-4)

describe.skipIf(noArgyll)('ArgyllCMS and a SpectroScan', () => {
  const bench = simulatedBench({ fast: true })
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-argyll-'))
  let served: ServedLine
  let port: string | undefined
  let table: ReturnType<typeof spectroScan>
  const shown: Float64Array[] = []
  const view = headView(bench.scene)

  beforeAll(async () => {
    table = spectroScan({
      view: () => {
        const spectrum = view()
        shown.push(spectrum)
        return spectrum
      },
      serial: '7001',
      pace: fastPace(),
    })
    served = await servePty(table.line, { link: SLOW_LINK })
    port = await portNumber(SLOW_LINK)
  }, 90_000)
  afterAll(async () => {
    await served.close()
    rmSync(folder, { recursive: true })
  })

  test('spotread calibrates its white and reads a spectrum of 36 bands', async () => {
    expect(port).toBeDefined()
    bench.scene.place('white')
    const said = await inTerminal(`${argyllTool('spotread')} -v -s -c ${port!}`, [' ', 'q'], { cwd: folder })
    expect(said).toContain('Spectrum from 380.000 to 730.000 nm in 36 steps')
    const lightness = Number(/Lab: ([\d.]+)/.exec(said)?.[1])
    // The white of the scene reflects 0.985: L* = 99.4.
    expect(Math.abs(lightness - 99.4)).toBeLessThan(0.5)
  }, 200_000)

  test('chartread measures a whole chart, moving the table from patch to patch', async () => {
    const run = promisify(execFile)
    const chart = { cwd: folder, timeout: 60_000 }
    await run(argyllTool('targen'), ['-d3', '-f12', '-e1', '-s4', 'chart'], chart)
    await run(argyllTool('printtarg'), ['-iSS', '-pA4', 'chart'], chart)
    bench.scene.follow(() => table.carriage())
    shown.length = 0
    const said = await inTerminal(`${argyllTool('chartread')} -v -c ${port!} chart`, ['\r'], {
      cwd: folder,
      onQuestion: (question) => {
        // Where a person would put the sight: the first and the last patch of a row.
        if (question.includes('A1 with')) table.keys(60, 60)
        else if (question.includes('locate')) table.keys(60, 190)
      },
    })
    const measured = spectraOf(readFileSync(join(folder, 'chart.ti3'), 'latin1'))
    const patches = /NUMBER_OF_SETS (\d+)/.exec(readFileSync(join(folder, 'chart.ti2'), 'latin1'))?.[1]
    expect(Number(patches)).toBeGreaterThanOrEqual(12)
    expect(measured, said.slice(-500)).toHaveLength(Number(patches))
    // Every spectrum in its file is one that the head has seen, and the head has seen more than one patch.
    for (const values of measured) expect(shown.some((spectrum) => isSame(spectrum, values))).toBe(true)
    expect(new Set(measured.map((values) => values.join())).size).toBe(Number(patches))
  }, 200_000)
})
