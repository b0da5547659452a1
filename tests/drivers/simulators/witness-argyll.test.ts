import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
import { jeti1511 } from '../../../drivers/simulators/jeti-1511.ts'
import { kleinK10 } from '../../../drivers/simulators/klein-k10.ts'
import { fastPace } from '../../../drivers/simulators/pace.ts'
import { servePty } from '../../../drivers/simulators/serve-pty.ts'
import type { ServedLine } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { need } from '../../need.ts'

const spotread = need('spotread')
const socat = need('socat')

/** Argyll takes instruments it talks to fast for serial ports of this name only. */
const LINK = '/dev/ttyUSB77'
/** Without USB folders Argyll opens every device there is, and reads for ever. */
const USB_FOLDERS = ['/dev/bus', '/dev/bus/usb', '/dev/bus/usb/001']

/** Runs a program in a terminal of its own; presses the space bar when it asks for a key. */
function inTerminal(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('socat', ['-', `EXEC:${command},pty,setsid,ctty,stderr`], { timeout: 120_000 })
    let said = ''
    let asked = false
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1')
      if (asked || !said.includes('any other key to take a reading')) return
      asked = true
      child.stdin.write(' ')
    })
    child.once('error', reject)
    child.once('close', () => {
      resolve(said)
    })
  })
}

/** The numbers of the instruments that answered, by what Argyll takes them for; its usage text lists them. */
async function numberOf(kind: string): Promise<string | undefined> {
  const usage = await promisify(execFile)(spotread.path!, ['-?'], { timeout: 60_000 }).catch(
    (failed: unknown) =>
      failed instanceof Error && 'stderr' in failed ? { stderr: String(failed.stderr) } : { stderr: '' },
  )
  return new RegExp(`(\\d+) = '${LINK} \\(${kind}\\)'`).exec(usage.stderr)?.[1]
}

/** One reading of the white tile; the text of the program. */
async function readingOf(kind: string, spectrum: boolean): Promise<string> {
  const number = await numberOf(kind)
  expect(number).toBeDefined()
  return inTerminal(`${spotread.path!} -v -e -x ${spectrum ? '-s ' : ''}-O -c ${number!}`)
}

const luminanceOf = (said: string): number => Number(/Result is XYZ: [\d.]+ ([\d.]+)/.exec(said)?.[1])

describe.skipIf(spotread.path === undefined || socat.path === undefined)('ArgyllCMS', () => {
  const bench = simulatedBench({ fast: true })
  const made: string[] = []
  let served: ServedLine | undefined

  beforeAll(() => {
    for (const folder of USB_FOLDERS.filter((path) => !existsSync(path))) {
      mkdirSync(folder)
      made.push(folder)
    }
    bench.scene.place('white')
  })
  afterEach(async () => {
    await served?.close()
    served = undefined
  })
  afterAll(() => {
    for (const folder of made.reverse()) rmdirSync(folder)
  })

  test('identifies the simulated specbos and reads spectrum and XYZ', async () => {
    // Real serial numbers are digits, and Argyll reads them so.
    const instrument = jeti1211({ view: bench.scene, serial: '2010123', pace: fastPace() })
    served = await servePty(instrument, { link: LINK })
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
    served = await servePty(instrument, { link: LINK })
    const said = await readingOf('JETI spectraval', true)
    expect(said).toContain('SPECFIRM_JETI_1501')
    expect(said).toContain('2015123')
    expect(said).toContain('Spectrum from 380.000 to 780.000 nm in 401 steps')
    expect(luminanceOf(said)).toBeGreaterThan(200)
    expect(luminanceOf(said)).toBeLessThan(225)
  }, 200_000)

  test('identifies the simulated Klein and reads XYZ', async () => {
    const instrument = kleinK10({ view: bench.scene, serial: '000012345', pace: fastPace() })
    served = await servePty(instrument, { link: LINK })
    const said = await readingOf('Klein K-10', false)
    expect(said).toContain("Model:               'K-10A'")
    expect(said).toContain('000012345')
    expect(luminanceOf(said)).toBeGreaterThan(200)
    expect(luminanceOf(said)).toBeLessThan(225)
  }, 200_000)
})
