import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../../scripts/tools/project.ts'
import { opened, PATIENT, using } from './bench.ts'
import type { Case } from './runner.ts'

interface Seen {
  readonly model: string
  readonly serial: string
  readonly nm: readonly number[]
  readonly counts: readonly number[]
}

const script = join(projectFolder, 'tests', 'usb-guest', 'read_spectrometers.py')
const FAMILIES: Readonly<Record<string, string>> = {
  USB2000: 'ocean-usb2000',
  USB4000: 'ocean-usb4000',
}
/** Noise of single pixels evens out over this many. */
const BLOCK = 64

function ours(family: string): Promise<Seen> {
  return using(opened(family), async ({ identity: { model, serial }, spectrometer }) => {
    await spectrometer!.expose({ integrationMs: 12, scans: 1 }, PATIENT)
    const { counts } = await spectrometer!.readFrame(PATIENT)
    return { model, serial, nm: [...spectrometer!.wavelengthNm], counts: [...counts] }
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** Both see the same light: serial number, every wavelength, and the counts of every block of pixels. */
function expectSame(theirs: Seen, own: Seen): void {
  assert.equal(theirs.serial, own.serial)
  const first = theirs.nm.findIndex((nm) => Math.abs(nm - own.nm[0]!) < 0.01)
  assert.ok(first >= 0, 'their axis has our first wavelength')
  for (const [place, nm] of own.nm.entries())
    assert.ok(Math.abs(theirs.nm[first + place]! - nm) < 0.001, `pixel ${place} is at ${nm} nm`)
  for (let at = 0; at + BLOCK <= own.counts.length; at += BLOCK) {
    const here = mean(own.counts.slice(at, at + BLOCK))
    const there = mean(theirs.counts.slice(first + at, first + at + BLOCK))
    assert.ok(
      Math.abs(there - here) <= 0.02 * Math.max(...own.counts),
      `pixels from ${at}: they see ${there.toFixed(0)}, we ${here.toFixed(0)}`,
    )
  }
}

/** python-seabreeze finds the same devices on the same bus: one that does not share our code. */
export const witnesses: readonly Case[] = ['pyseabreeze', 'cseabreeze'].map((backend) => ({
  name: `python-seabreeze (${backend}) finds and reads the same spectrometers`,
  async run() {
    const python = process.env['ISOCHROME_PYTHON'] ?? ''
    const { stdout } = await promisify(execFile)(python, [script, backend], {
      timeout: 150_000,
      maxBuffer: 2 ** 22,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    })
    const seen = JSON.parse(stdout) as Seen[]
    assert.deepEqual(seen.map(({ model }) => model).sort(), Object.keys(FAMILIES))
    for (const theirs of seen) expectSame(theirs, await ours(FAMILIES[theirs.model]!))
  },
}))
