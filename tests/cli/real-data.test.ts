import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ComparisonSchema, EvaluationSchema } from '../../contract/model.ts'
import { needPython } from '../need.ts'
import { sharedData } from '../shared-data.ts'
import { isochrome, json, temporaryHome } from './run.ts'

/** Measured data lie beside the project and are not part of it; a clone without them skips this file. */
const corn = sharedData('corn-nir-3instr/m5_spectra.csv')
const unit = sharedData('simulated-unit/spectrometer.csv')
const python = needPython('sklearn', 'numpy')
const home = temporaryHome()
afterAll(() => {
  home.remove()
})

const oracle = fileURLToPath(new URL('compare_oracle.py', import.meta.url))
const Oracle = z.record(z.string(), z.number())
const data = (file: string): string => {
  const path = sharedData(file)
  if (path === undefined) throw new Error(`no ${file}`)
  return path
}

/** Folds by row number: the same for both programs. */
function foldsFor(rows: number, ids: (row: number) => string): string {
  const file = home.file(`folds-${String(rows)}.csv`)
  writeFileSync(
    file,
    `id,fold\n${Array.from({ length: rows }, (_, row) => `${ids(row)},${String(row % 5)}`).join('\n')}\n`,
  )
  return file
}

describe.skipIf(corn === undefined || python.path === undefined)(
  'compare agrees with scikit-learn on the same folds to 1 %',
  () => {
    it.each([
      ['mp6', 'm5'],
      ['mp5', 'm5'],
      ['mp6', 'mp5'],
    ])(
      'corn, %s to %s',
      async (from, to) => {
        const files = [
          data(`corn-nir-3instr/${from}_spectra.csv`),
          data(`corn-nir-3instr/${to}_spectra.csv`),
        ] as const
        const folds = foldsFor(80, (row) => String(row + 1))
        const expected = Oracle.parse(
          JSON.parse(execFileSync(python.path ?? '', [oracle, ...files, folds], { encoding: 'utf8' })),
        )
        const ran = await isochrome(home.path, [
          'compare',
          '--spectrometer',
          files[0],
          '--reference',
          files[1],
          '--folds',
          folds,
          '--methods',
          'none,slope-bias,ridge',
          '--json',
        ])
        const comparison = json(ComparisonSchema, ran)
        expect(comparison).toMatchObject({ samples: 80, bands: 700, folds: 5 })
        for (const method of comparison.methods) {
          expect(method.dE00).toBeNull()
          expect(Math.abs(method.rmse / (expected[method.name] ?? NaN) - 1)).toBeLessThan(0.01)
        }
        expect(comparison.verdict.slopeBiasBeatsNone).toBe(true)
      },
      120_000,
    )
  },
)

describe.skipIf(unit === undefined)('the simulated unit, by the command line', () => {
  it('is imported, trained and corrected', async () => {
    const spectrometer = data('simulated-unit/spectrometer.csv')
    const reference = data('simulated-unit/reference.csv')
    const imported = await isochrome(home.path, [
      'import',
      '--spectrometer',
      spectrometer,
      '--reference',
      reference,
      '--white',
      data('simulated-unit/white-counts.csv'),
      '--json',
    ])
    expect(JSON.parse(imported.stdout)).toMatchObject({
      pairs: 660,
      unmatched: { spectrometer: [], reference: [] },
    })
    const trained = await isochrome(home.path, ['train', '--method', 'ridge', '--promote', '--json'])
    expect(trained.stderr).not.toContain('INTERNAL')
    expect(JSON.parse(trained.stdout)).toMatchObject({ method: 'ridge', promoted: true })
    const out = home.file('corrected.csv')
    const corrected = await isochrome(home.path, ['correct', '--in', spectrometer, '--out', out, '--json'])
    expect(JSON.parse(corrected.stdout)).toMatchObject({ rows: 660 })
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(661)
    const evaluated = json(
      EvaluationSchema.extend({ domain: z.object({ inside: z.number(), outside: z.number() }) }),
      await isochrome(home.path, [
        'evaluate',
        '--model',
        'v1',
        '--spectrometer',
        spectrometer,
        '--reference',
        reference,
        '--json',
      ]),
    )
    expect(evaluated.rmse).toBeLessThan(0.002)
    const foreign = json(
      EvaluationSchema.extend({ domain: z.object({ inside: z.number(), outside: z.number() }) }),
      await isochrome(home.path, [
        'evaluate',
        '--model',
        'v1',
        '--spectrometer',
        data('simulated-unit/outside-spectrometer.csv'),
        '--reference',
        data('simulated-unit/outside-reference.csv'),
        '--json',
      ]),
    )
    // Spectra that are not of the plate's family: the model is worse there than no correction, and the domain says so.
    expect(foreign.rmse).toBeGreaterThan(0.0092)
    expect(foreign.domain.outside).toBeGreaterThan(foreign.domain.inside)
  }, 180_000)

  it('shows plate and foreign error side by side', async () => {
    const ran = await isochrome(home.path, [
      'compare',
      ...[
        '--spectrometer',
        data('simulated-unit/spectrometer.csv'),
        '--reference',
        data('simulated-unit/reference.csv'),
      ],
      ...[
        '--foreign-spectrometer',
        data('simulated-unit/outside-spectrometer.csv'),
        '--foreign-reference',
        data('simulated-unit/outside-reference.csv'),
      ],
      ...['--methods', 'none,slope-bias,ridge', '--json'],
    ])
    const comparison = json(ComparisonSchema, ran)
    const row = (name: string) => comparison.methods.find((method) => method.name === name)
    expect(row('ridge')?.rmse).toBeLessThan(0.0021)
    expect(row('slope-bias')?.rmse).toBeGreaterThan(0.0035)
    expect(row('none')?.foreign?.rmse).toBeCloseTo(0.00918, 4)
    expect(row('ridge')?.foreign?.rmse).toBeGreaterThan(0.0092)
    // Better on the plate and worse than nothing outside it: neither line nor ridge is believed.
    expect(comparison.verdict.winner).toBe('none')
    expect(comparison.verdict.sentence).toMatch(/ridge/i)
  }, 120_000)
})
