import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../../scripts/tools/project.ts'
import { opened, PATIENT, using } from './bench.ts'
import type { Case } from './runner.ts'

const script = join(projectFolder, 'tests', 'usb-guest', 'time_spectrometers.py')
const FRAMES = 60
const WARM = 3
// Not the HDX: pyseabreeze asks the bus for fewer bytes than its long answers have and ends with EOVERFLOW.
const MODELS = [
  { family: 'ocean-usb2000', model: 'USB2000' },
  { family: 'ocean-usb4000', model: 'USB4000' },
] as const

const ours = (family: string): Promise<number> =>
  using(opened(family), async ({ spectrometer }) => {
    await spectrometer!.expose({ integrationMs: 12, scans: 1 }, PATIENT)
    for (let n = 0; n < WARM; n++) await spectrometer!.readFrame(PATIENT)
    const start = performance.now()
    for (let n = 0; n < FRAMES; n++) await spectrometer!.readFrame(PATIENT)
    return FRAMES / ((performance.now() - start) / 1000)
  })

async function theirs(model: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.env['ISOCHROME_PYTHON'] ?? '',
    [script, model, String(FRAMES)],
    { timeout: 150_000, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  )
  return Number(stdout)
}

/** Spectra a second over the kernel's USB, ours and pyseabreeze's one after the other: a figure for the report, no limit. */
export const speeds: readonly Case[] = MODELS.map(({ family, model }) => ({
  name: `spectra a second of ${family}, beside pyseabreeze`,
  async run() {
    const own = await ours(family)
    const peer = await theirs(model)
    assert.ok(own > 0 && peer > 0, `${own} and ${peer} spectra a second`)
    process.stdout.write(
      `measured ${family} over USB: ${own.toFixed(1)} spectra/s, pyseabreeze ${peer.toFixed(1)}; ${(own / peer).toFixed(1)} times as many (goal: at least 1.0)\n`,
    )
  },
}))
