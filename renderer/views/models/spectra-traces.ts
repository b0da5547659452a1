import type { Trace } from '../../components/charts/plot.ts'
import { thinned } from '../../components/charts/samples.ts'

/** Raw, corrected and reference spectrum of one sample as everywhere in the window; what is missing is left out. */
export function sampleTraces(spectra: {
  readonly wavelengthNm: ArrayLike<number>
  readonly raw?: ArrayLike<number> | undefined
  readonly corrected?: ArrayLike<number> | undefined
  /** Bands of `corrected` where they are others. */
  readonly correctedNm?: ArrayLike<number> | undefined
  readonly reference?: ArrayLike<number> | undefined
}): Trace[] {
  const { wavelengthNm: x, raw, corrected, correctedNm, reference } = spectra
  return [
    ...(raw === undefined
      ? []
      : [{ id: 'raw', label: 'Raw', x, y: raw, colour: 'raw', width: 1.25 } satisfies Trace]),
    ...(corrected === undefined
      ? []
      : [
          {
            id: 'corrected',
            label: 'Corrected',
            x: correctedNm ?? x,
            y: corrected,
            colour: 'cor',
            width: 2,
          } satisfies Trace,
        ]),
    ...(reference === undefined
      ? []
      : [
          {
            id: 'reference',
            label: 'Reference',
            ...thinned(x, reference, 10),
            colour: 'ref',
            form: 'points',
          } satisfies Trace,
        ]),
  ]
}
