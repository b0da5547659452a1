import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { WavecalResultSchema } from '../../contract/lamps.ts'
import { defaultLampModel } from '../../model/lamps/default-model.ts'
import { writeLampModel } from '../../model/lamps/lamp-model.ts'
import { blackBody } from '../../spectra/colour-temperature.ts'
import { EMISSION_LINES } from '../../spectra/lines.ts'
import { isochrome, json, temporaryHome } from './run.ts'

const home = temporaryHome()
afterAll(() => {
  home.remove()
})
const Line = z.object({
  file: z.string(),
  label: z.union([z.number().int().min(0).max(6), z.literal('unknown')]),
  name: z.string(),
  probabilities: z.array(z.number()).length(7),
})
const run = (...args: string[]) => isochrome(home.path, args)
const wavelengthNm = Float64Array.from({ length: 1200 }, (_, i) => 380 + 0.33 * i)

/** A CSV of a neon lamp on wavelengths that are 2 nm too large. */
function neonCsv(): string {
  const file = home.file('neon.csv')
  const values = wavelengthNm.map((nm) =>
    EMISSION_LINES.neon.reduce(
      (sum, line) => sum + line.strength * Math.exp(-0.5 * ((nm - 2 - line.nm) / 0.8) ** 2),
      0,
    ),
  )
  writeFileSync(file, `id,${wavelengthNm.join(',')}\nlamp,${values.join(',')}\n`)
  return file
}

describe('lamps on the command line', () => {
  it('renders, divides, and classifies a folder, one object a line', async () => {
    const pictures = home.file('pictures')
    const rendered = json(
      z.object({ pictures: z.number() }),
      await run('lamps', 'render', '--out', pictures, '--count', '3', '--json'),
    )
    expect(rendered.pictures).toBe(21)
    expect((await run('lamps', 'render', '--out', pictures)).stderr).toContain('is not empty')

    const records = home.file('records')
    const made = json(
      z.object({ training: z.number(), validation: z.number(), test: z.number() }),
      await run('lamps', 'dataset', pictures, '--out', records, '--at-least', '5', '--json'),
    )
    expect(made).toEqual({ training: 35, validation: 7, test: 7 })
    expect(readdirSync(records).sort()).toEqual([
      'classes.csv',
      'test.tfrecord',
      'training.tfrecord',
      'validation.tfrecord',
    ])

    const told = await run('classify', join(pictures, 'neon'), join(pictures, 'mercury'), '--json')
    expect(told.code).toBe(0)
    const lines = told.stdout
      .trim()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)))
    expect(lines).toHaveLength(6)
    for (const { probabilities } of lines) expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)

    // A record with one byte changed is refused, and no model is written.
    const damaged = readFileSync(join(records, 'training.tfrecord'))
    damaged[5000] = damaged[5000]! ^ 1
    writeFileSync(join(records, 'training.tfrecord'), damaged)
    const refused = await run('lamps', 'train', '--dataset', records, '--out', home.file('m.json'))
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('does not match its checksum')
    expect(readdirSync(home.path)).not.toContain('m.json')
  }, 180_000)

  it('goes on behind files it cannot read, says why, and ends with 1', async () => {
    const folder = home.file('mixed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a.png'), 'no picture')
    writeFileSync(join(folder, 'b.gif'), 'GIF89a')
    const ran = await run('classify', folder, neonCsv(), '--json')
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('neither a PNG nor a JPEG')
    expect(ran.stderr).toContain('GIF')
    const told = z.object({ name: z.string(), id: z.string() }).parse(JSON.parse(ran.stdout.trim()))
    expect(told).toEqual({ name: 'neon', id: 'lamp' })
  }, 120_000)

  it('refuses a training folder with one class, and wrong usage with 2', async () => {
    const one = home.file('one')
    mkdirSync(join(one, 'neon'), { recursive: true })
    expect((await run('lamps', 'dataset', one, '--out', home.file('x'))).stderr).toContain(
      'ten of two classes',
    )
    expect((await run('classify')).code).toBe(2)
    expect((await run('lamps', 'train', '--out', home.file('y'), '--epochs', '0,0')).code).toBe(2)
    expect((await run('wavecal', '--lamp', 'krypton')).code).toBe(2)
  }, 120_000)

  it('calibrates wavelengths from a spectrum and keeps them for the serial number', async () => {
    const file = neonCsv()
    const shown = json(WavecalShown, await run('wavecal', '--lamp', 'neon', '--spectrum', file, '--json'))
    expect(shown.stored).toBe(false)
    expect(shown.rmsBeforeNm).toBeGreaterThan(1.8)
    expect(shown.rmsNm).toBeLessThan(0.2)
    const kept = json(
      WavecalShown,
      await run('wavecal', '--lamp', 'neon', '--spectrum', file, '--serial', 'U1', '--store', '--json'),
    )
    expect(kept).toMatchObject({ stored: true, serial: 'U1' })
    expect((await run('wavecal', '--own', '--family', 'file', '--serial', 'U1')).code).toBe(0)
  }, 120_000)
})

describe('a spectrum of a lamp on the command line', () => {
  it('has a colour temperature and a colour rendering', async () => {
    const nm = Array.from({ length: 81 }, (_, i) => 380 + 5 * i)
    const file = home.file('bulb.csv')
    const power = nm.map((at) => blackBody(2856, at))
    writeFileSync(file, `id,${nm.join(',')}\nbulb,${power.join(',')}\n`)
    const words = await run('classify', file)
    expect(words.stdout).toMatch(/bulb: continuum .*, 285\d K, Duv [+-]0\.000\d, Ra (100\.0|99\.\d)/)
  }, 120_000)

  it('is explained by the classifier that ships, and by one in a file', async () => {
    const explained = z.object({ caption: z.string(), outputs: z.array(z.string()), output: z.number() })
    const args = ['explain', '--model', 'lamps:shipped', '--in', neonCsv(), '--method', 'weights', '--json']
    const found = explained.parse(JSON.parse((await run(...args)).stdout))
    expect(found.outputs[found.output]).toBe('neon')
    expect(found.caption).toContain('what the dense layers read, 15 positions of 96 filters')
    const file = home.file('classifier.json')
    writeFileSync(file, writeLampModel(defaultLampModel()))
    const own = explained.parse(
      JSON.parse(
        (await run('explain', '--model', file, '--sample', 'neon', '--method', 'occlusion', '--json')).stdout,
      ),
    )
    expect(own.outputs[own.output]).toBe('neon')
  }, 240_000)
})

const WavecalShown = WavecalResultSchema.omit({ wavelengthNm: true }).extend({
  wavelengthNm: z.array(z.number()),
})
