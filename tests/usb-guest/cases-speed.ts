import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectFolder } from '../../scripts/tools/project.ts'
import { percentile } from '../../spectra/metrics.ts'
import { opened, PATIENT, using } from './bench.ts'
import type { Case } from './runner.ts'

const script = join(projectFolder, 'tests', 'usb-guest', 'time_spectrometers.py')
const FRAMES = 40
/** In its first spectra the engine is still compiling, ours and that of the simulators, which both sides wait for. */
const WARM = 150
const WARM_AGAIN = 10
const TURNS = 3
/** On a busy machine there are fewer turns: no case may outlast its time. */
const NO_FURTHER_TURN_MS = 60_000
const MODELS = [
  { family: 'ocean-usb2000', model: 'USB2000' },
  { family: 'ocean-usb4000', model: 'USB4000' },
  { family: 'ocean-hdx', model: 'HDX' },
] as const

const ours = (family: string, warm: number): Promise<number> =>
  using(opened(family), async ({ spectrometer }) => {
    await spectrometer!.expose({ integrationMs: 12, scans: 1 }, PATIENT)
    for (let n = 0; n < warm; n++) await spectrometer!.readFrame(PATIENT)
    const start = performance.now()
    for (let n = 0; n < FRAMES; n++) await spectrometer!.readFrame(PATIENT)
    return FRAMES / ((performance.now() - start) / 1000)
  })

/** A figure of pyseabreeze for every question; its process stays, so that only its first one warms up. */
function peer(model: string) {
  const child = spawn(
    process.env['ISOCHROME_PYTHON'] ?? '',
    [script, model, String(WARM_AGAIN), String(FRAMES)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    /** Until then it would be timed beside us, and its look at the bus resets the device that we read. */
    async ready(): Promise<void> {
      assert.equal((await lines.next()).value, 'ready')
    },
    async measure(): Promise<number> {
      child.stdin.write('\n')
      const { value } = await lines.next()
      return Number(value)
    },
    stop: () => child.kill(),
  }
}

/** Spectra a second over the kernel's USB, ours and pyseabreeze's in turns: a figure for the report, no limit. */
export const speeds: readonly Case[] = MODELS.map(({ family, model }) => ({
  name: `spectra a second of ${family}, beside pyseabreeze`,
  async run() {
    const theirs = peer(model)
    const own: number[] = []
    const others: number[] = []
    try {
      await theirs.ready()
      const began = performance.now()
      for (let turn = 0; turn < TURNS && performance.now() - began < NO_FURTHER_TURN_MS; turn++) {
        own.push(await ours(family, turn === 0 ? WARM : WARM_AGAIN))
        others.push(await theirs.measure())
      }
    } finally {
      theirs.stop()
    }
    const [here, there] = [percentile(own, 50), percentile(others, 50)]
    assert.ok(here > 0 && there > 0, `${own.join(', ')} and ${others.join(', ')} spectra a second`)
    process.stdout.write(
      `measured ${family} over USB: ${here.toFixed(1)} spectra/s, pyseabreeze ${there.toFixed(1)}; ${(here / there).toFixed(2)} times as many (goal: at least 1.0)\n`,
    )
  },
}))
