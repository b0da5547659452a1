import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readWhiteCsv } from '../../../formats/white.ts'
import { bandAxis, physicalWavelengths } from '../../../model/correction/physics/band-axis.ts'
import { instrumentCorrection, whiteShares } from '../../../model/correction/physics/instrument.ts'
import { PARAMETERS } from '../../../model/correction/physics/parameters.ts'
import { type FixedChoice, fitPlateExpert } from '../../../model/correction/plate/wiener-ridge.ts'
import { gatedOnScale } from '../../../model/correction/gated.ts'
import { applyAffine } from '../../../model/correction/affine.ts'
import { takePairs } from '../../../model/pairs.ts'
import type { Matrix, PairTable } from '../../../model/service.ts'
import { evaluate, rmse } from '../../../spectra/metrics.ts'
import { sharedData } from '../../shared-data.ts'
import { sharedPairs } from '../support/pairs.ts'

const folder = 'simulated-unit'
const plate = sharedPairs(`${folder}/spectrometer.csv`, `${folder}/reference.csv`, 'reflectance')
const outside = sharedPairs(
  `${folder}/outside-spectrometer.csv`,
  `${folder}/outside-reference.csv`,
  'reflectance',
)
const whiteFile = sharedData(`${folder}/white-counts.csv`)
const expectedFile = sharedData(`${folder}/expected.json`)

const Figures = z.object({
  test: z.record(z.enum(['rmse', 'p95', 'gfc', 'de', 'de95', 'demax']), z.number()),
  outside_rmse: z.number(),
  P001: z.array(z.number()),
})
const Expected = z.object({
  physics_at_theta: Figures.extend({ theta: z.record(z.enum(PARAMETERS), z.number()) }),
  physics_wiener: Figures.extend({ nu: z.number() }),
  physics_wiener_ridge: Figures.extend({ nu: z.number(), lam: z.number() }),
  _bands: z.array(z.number()),
})
const context = { seed: 1, signal: new AbortController().signal, progress: () => undefined }

// The numbers were made outside the project and lie beside it, not in it.
describe.skipIf(!plate || !outside || whiteFile === undefined || expectedFile === undefined)(
  'the physical methods on the simulated unit',
  () => {
    const text = (file: string | undefined): string => readFileSync(file ?? '', 'utf8')
    const rows = Array.from({ length: 660 }, (_, row) => row)
    const part = (test: boolean): PairTable =>
      takePairs(
        plate!,
        rows.filter((row) => (row % 5 === 0) === test),
      )
    const whiteCounts = (): Float64Array =>
      readWhiteCsv(text(whiteFile), {
        name: 'white',
        axis: 'nm',
        say: () => undefined,
        wavelengthNm: plate!.wavelengthNm!,
      })
    const expected = (): z.infer<typeof Expected> => Expected.parse(JSON.parse(text(expectedFile)))
    const axis = () => bandAxis(physicalWavelengths(plate!.wavelengthNm, 224))
    const corrected = (): ((x: Matrix) => Matrix) => {
      const { theta } = expected().physics_at_theta
      const counts = whiteCounts()
      return instrumentCorrection(
        { axis: axis(), white: whiteShares(counts, 224, Math.max(...counts)) },
        Float64Array.from(PARAMETERS, (name) => theta[name]),
      )
    }

    function expectFigures(predict: (x: Matrix) => Matrix, figures: z.infer<typeof Figures>): void {
      const test = part(true)
      const predicted = predict(test.x)
      const found = evaluate(test.y.data, predicted.data, 224, test.wavelengthNm)
      const { dE00 } = found
      const values = { ...found, de: dE00?.mean, de95: dE00?.p95, demax: dE00?.max }
      for (const [name, value] of Object.entries(figures.test))
        expect(Math.abs(values[name as keyof typeof figures.test]! - value), name).toBeLessThan(1e-6)
      for (const [i, band] of expected()._bands.entries())
        expect(Math.abs(predicted.data[band]! - figures.P001[i]!)).toBeLessThan(1e-6)
      const abroad = rmse(outside!.y.data, predict(outside!.x).data)
      expect(Math.abs(abroad - figures.outside_rmse)).toBeLessThan(1e-6)
    }
    function expertAt(fixed: FixedChoice): (x: Matrix) => Matrix {
      const physics = corrected()
      const { x, y } = part(false)
      const { map } = fitPlateExpert(physics(x), y, axis().wavelengthNm, 1, fixed)
      return (raw) => applyAffine(map, physics(raw))
    }

    it('physics at given parameters', () => expectFigures(corrected(), expected().physics_at_theta))
    it('Wiener filter behind it', () => {
      const figures = expected().physics_wiener
      expectFigures(expertAt({ noiseFactor: figures.nu, penalty: Infinity }), figures)
    })
    it('Wiener filter and ridge behind it', () => {
      const figures = expected().physics_wiener_ridge
      expectFigures(expertAt({ noiseFactor: figures.nu, penalty: figures.lam }), figures)
    })

    it('gated on the even scale, everything chosen from the training rows, agrees within 1 %', async () => {
      const pairs = { ...part(false), white: whiteCounts() }
      const fitted = await gatedOnScale(() => Infinity).fit(pairs, context)
      const judge = (pairs: PairTable): [number, number] => {
        const found = evaluate(pairs.y.data, fitted.predict(pairs.x).data, 224, pairs.wavelengthNm)
        return [found.rmse, found.dE00?.mean ?? NaN]
      }
      // Printed by the reference implementation, which draws other folds; RMSE and mean dE00 inside and outside.
      const printed = [0.001637, 0.1229, 0.002148, 0.1531]
      for (const [i, value] of [...judge(part(true)), ...judge(outside!)].entries())
        expect(value).toBeLessThan(1.01 * printed[i]!)
      expect(fitted.parameters).toMatchObject({ noiseFactor: 3, kernel: false, whiteCounts: 'used' })
      expect(fitted.parameters['lambda']).toBeCloseTo(0.005623, 6)
      // What the simulated unit really has; the offset is found with the curvature it is traded for.
      expect(Math.abs(Number(fitted.parameters['wavelengthOffsetNm']) - 0.70965)).toBeLessThan(0.16)
      expect(Math.abs(Number(fitted.parameters['strayLight']) / 0.00938 - 1)).toBeLessThan(0.06)
      const { low, distances } = fitted.domain!
      expect(distances(outside!.x).filter((distance) => distance > low).length).toBeGreaterThan(73)
    }, 60_000)
  },
)
