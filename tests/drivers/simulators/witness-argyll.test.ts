import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jeti1211 } from '../../../drivers/simulators/jeti-1211.ts'
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

describe.skipIf(spotread.path === undefined || socat.path === undefined)('ArgyllCMS', () => {
  const bench = simulatedBench({ fast: true })
  const made: string[] = []
  let served: ServedLine

  beforeAll(async () => {
    for (const folder of USB_FOLDERS.filter((path) => !existsSync(path))) {
      mkdirSync(folder)
      made.push(folder)
    }
    // Real serial numbers are digits, and Argyll reads them so.
    served = await servePty(jeti1211({ view: bench.scene, serial: '2010123', pace: fastPace() }), {
      link: LINK,
    })
  })
  afterAll(async () => {
    await served.close()
    for (const folder of made.reverse()) rmdirSync(folder)
  })

  test('identifies the simulated specbos and reads spectrum and XYZ', async () => {
    // The usage text, which ends with a failure, lists the instruments that answered.
    const usage = await promisify(execFile)(spotread.path!, ['-?'], { timeout: 60_000 }).catch(
      (failed: unknown) =>
        failed instanceof Error && 'stderr' in failed ? { stderr: String(failed.stderr) } : { stderr: '' },
    )
    const number = /(\d+) = '\/dev\/ttyUSB77 \(JETI specbos\)'/.exec(usage.stderr)?.[1]
    expect(number).toBeDefined()
    bench.scene.place('white')
    const said = await inTerminal(`${spotread.path!} -v -e -x -s -O -c ${number!}`)
    expect(said).toContain('JETI_SB1211')
    expect(said).toContain('2010123')
    expect(said).not.toContain('Failed to parse')
    expect(said).toContain('Spectrum from 380.000 to 780.000 nm in 401 steps')
    const luminance = Number(/Result is XYZ: [\d.]+ ([\d.]+)/.exec(said)?.[1])
    expect(luminance).toBeGreaterThan(200)
    expect(luminance).toBeLessThan(225)
  }, 200_000)
})
