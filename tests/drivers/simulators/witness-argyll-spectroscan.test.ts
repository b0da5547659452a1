import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headView } from '../../../drivers/simulators/spectrolino-head.ts'
import { spectroScan } from '../../../drivers/simulators/spectroscan.ts'
import { fastPace } from '../../../drivers/simulators/pace.ts'
import { servePty } from '../../../drivers/simulators/serve-pty.ts'
import type { ServedLine } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { need } from '../../need.ts'

const spotread = need('spotread')
const socat = need('socat')

/** Argyll takes instruments of this kind for serial ports of this name only. */
const LINK = '/dev/ttyS77'
/** Without USB folders Argyll opens every device there is, and reads for ever. */
const USB_FOLDERS = ['/dev/bus', '/dev/bus/usb', '/dev/bus/usb/001']
const QUESTIONS = ['any other key to take a reading', 'hit return to continue', 'any key to continue']

/** Runs a program in a terminal of its own; answers each of its questions with the next key, the last one again and again. */
function inTerminal(
  command: string,
  keys: readonly string[],
  cwd: string,
  onQuestion: (text: string) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('socat', ['-', `EXEC:${command},pty,setsid,ctty,stderr`], { timeout: 180_000, cwd })
    let said = ''
    let seen = 0
    let answered = 0
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1')
      if (!QUESTIONS.some((question) => said.slice(seen).includes(question))) return
      onQuestion(said.slice(seen))
      seen = said.length
      child.stdin.write(keys[Math.min(answered++, keys.length - 1)] ?? '\r')
    })
    child.once('error', reject)
    child.once('close', () => {
      resolve(said)
    })
  })
}

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

describe.skipIf(spotread.path === undefined || socat.path === undefined)(
  'ArgyllCMS and a SpectroScan',
  () => {
    const bench = simulatedBench({ fast: true })
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-argyll-'))
    const made: string[] = []
    let served: ServedLine
    let port = ''
    let table: ReturnType<typeof spectroScan>
    const shown: Float64Array[] = []
    const view = headView(bench.scene)

    beforeAll(async () => {
      for (const path of USB_FOLDERS.filter((one) => !existsSync(one))) {
        mkdirSync(path)
        made.push(path)
      }
      table = spectroScan({
        view: () => {
          const spectrum = view()
          shown.push(spectrum)
          return spectrum
        },
        serial: '7001',
        pace: fastPace(),
      })
      served = await servePty(table.line, { link: LINK })
      // The usage text, which ends with a failure, lists the ports.
      const usage = await promisify(execFile)(spotread.path!, ['-?'], { timeout: 60_000 }).catch(
        (failed: unknown) =>
          failed instanceof Error && 'stderr' in failed ? { stderr: String(failed.stderr) } : { stderr: '' },
      )
      port = new RegExp(`(\\d+) = '${LINK}`).exec(usage.stderr)?.[1] ?? ''
    }, 90_000)
    afterAll(async () => {
      await served.close()
      for (const path of made.reverse()) rmdirSync(path)
      rmSync(folder, { recursive: true })
    })

    test('spotread calibrates its white and reads a spectrum of 36 bands', async () => {
      expect(port).not.toBe('')
      bench.scene.place('white')
      const said = await inTerminal(`${spotread.path!} -v -s -c ${port}`, [' ', 'q'], folder)
      expect(said).toContain('Spectrum from 380.000 to 730.000 nm in 36 steps')
      const lightness = Number(/Lab: ([\d.]+)/.exec(said)?.[1])
      // The white of the scene reflects 0.985: L* = 99.4.
      expect(Math.abs(lightness - 99.4)).toBeLessThan(0.5)
    }, 200_000)

    test('chartread measures a whole chart, moving the table from patch to patch', async () => {
      const run = promisify(execFile)
      const chart = { cwd: folder, timeout: 60_000 }
      const tool = (name: string): string => join(dirname(spotread.path!), name)
      await run(tool('targen'), ['-d3', '-f12', '-e1', '-s4', 'chart'], chart)
      await run(tool('printtarg'), ['-iSS', '-pA4', 'chart'], chart)
      bench.scene.follow(() => table.carriage())
      shown.length = 0
      const said = await inTerminal(
        `${tool('chartread')} -v -c ${port} chart`,
        ['\r'],
        folder,
        (question) => {
          // Where a person would put the sight: the first and the last patch of a row.
          if (question.includes('A1 with')) table.keys(60, 60)
          else if (question.includes('locate')) table.keys(60, 190)
        },
      )
      const measured = spectraOf(readFileSync(join(folder, 'chart.ti3'), 'latin1'))
      const patches = /NUMBER_OF_SETS (\d+)/.exec(readFileSync(join(folder, 'chart.ti2'), 'latin1'))?.[1]
      expect(Number(patches)).toBeGreaterThanOrEqual(12)
      expect(measured, said.slice(-500)).toHaveLength(Number(patches))
      // Every spectrum in its file is one that the head has seen, and the head has seen more than one patch.
      for (const values of measured) expect(shown.some((spectrum) => isSame(spectrum, values))).toBe(true)
      expect(new Set(measured.map((values) => values.join())).size).toBe(Number(patches))
    }, 200_000)
  },
)
