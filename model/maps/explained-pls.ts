import type { Explainable, ExplainedAxis } from '../explain/explainable.ts'
import { zeros } from '../linear/matrix.ts'
import { type MapModel, readMapBundle } from './map-bundle.ts'
import type { MapModelCard } from '../../contract/maps.ts'

/** What every model of maps gives. */
export const MAP_OUTPUT = 'per cent'

/** Bands of a model of maps: nm, or numbers from 1 where its cubes had no wavelengths. */
export const axisOfMaps = ({ wavelengthNm, bands }: MapModelCard): ExplainedAxis =>
  wavelengthNm
    ? { unit: 'nm', values: wavelengthNm }
    : { unit: 'index', values: Float64Array.from({ length: bands }, (_, band) => band + 1) }

/** The mean spectrum of the cubes it was learnt from, which comes with every model. */
export const exampleOfMaps = ({ pls }: MapModel): NonNullable<Explainable['examples']> => ({
  names: ['mean of its cubes'],
  spectra: { rows: 1, columns: pls.centre.length, data: pls.centre },
})

/** The regression of a model of maps, shown by its vector. @throws Problem MODEL_DAMAGED */
export function loadPlsMap(bytes: Uint8Array): Promise<Explainable> {
  const { card, model } = readMapBundle(bytes)
  const { coefficients, offset, components } = model.pls
  const columns = coefficients.length
  return Promise.resolve({
    title: `PLS of ${card.name}, ${components} components`,
    axis: axisOfMaps(card),
    outputs: [MAP_OUTPUT],
    scores(x) {
      const result = zeros(x.rows, 1)
      for (let row = 0; row < x.rows; row++)
        result.data[row] = coefficients.reduce(
          (sum, value, band) => sum + value * (x.data[row * columns + band] ?? 0),
          offset,
        )
      return result
    },
    linear: { rows: columns, columns: 1, data: coefficients },
    examples: exampleOfMaps(model),
  })
}
