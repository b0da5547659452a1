import { describe, expect, it } from 'vitest'
import type { MapMethod, MapScore } from '../../../contract/maps.ts'
import { learnMaps } from '../../../model/maps/learn.ts'
import { need } from '../../need.ts'
import { lessons } from './synthetic.ts'

const tensorflow = need('tensorflow')

/** The goals of `npm run bench:maps` in small: 16 cubes of 24 x 24 x 20, two folds, a narrow network, few epochs. */
describe.skipIf(tensorflow.path === undefined)('chemical maps, in small', () => {
  it('of Kubelka-Munk cubes: figures of all three ways', { timeout: 240_000 }, async () => {
    const request = {
      lessons: lessons('kubelka-munk', { cubes: 16, side: 24, bands: 20 }),
      wavelengthNm: null,
      name: 'small',
      created: '2026-11-27T00:00:00.000Z',
      seed: 1,
      folds: 2,
      network: true,
      widths: [6, 8],
      epochs: 100,
      correction: null,
    }
    let scores: readonly MapScore[] = []
    let verdict = ''
    for await (const event of learnMaps(request, new AbortController().signal))
      if (event.type === 'learnt') ({ scores, verdict } = event.card)
    const of = (method: MapMethod): MapScore => scores.find((score) => score.method === method)!
    const [pls, filter, unet] = [of('pls'), of('pls-filter'), of('unet')]
    for (const { method, rmseMean, correlatedShare, outsideShare, pixelRmse, edgeSharpness } of scores)
      process.stdout.write(
        `${method}: RMSE of mean ${rmseMean.toFixed(2)}, correlated ${(100 * correlatedShare).toFixed(1)} %, outside ${(100 * outsideShare).toFixed(2)} %, in a pixel ${pixelRmse!.toFixed(1)}, edges ${edgeSharpness!.toFixed(2)}\n`,
      )
    process.stdout.write(`${verdict}\n`)
    expect(filter.pixelRmse!).toBeLessThan(0.75 * pls.pixelRmse!)
    expect(filter.rmseMean).toBeCloseTo(pls.rmseMean, 3)
    expect(unet.pixelRmse!).toBeLessThan(pls.pixelRmse!)
    expect(unet.outsideShare).toBeLessThan(pls.outsideShare)
    expect(unet.correlatedShare).toBeGreaterThan(pls.correlatedShare)
  })
})
