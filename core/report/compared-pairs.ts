import type { ModelCard } from '../../contract/model.ts'
import { problemDataOf } from '../../contract/errors.ts'
import type { AppContext } from '../app/context.ts'
import type { DerivedPair } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'
import { matrixOf } from '../pair-table.ts'
import type { ComparedPairs } from './accuracy.ts'

/**
 * The current pairs of a session, corrected by the model where it fits. Where it cannot be opened the pairs come
 * without, and why is told the operator.
 */
export async function comparedPairs(
  { options, derived, shelf, notices }: AppContext,
  session: number,
  card: ModelCard | undefined,
): Promise<ComparedPairs | undefined> {
  const made = options.store.currentPairs(session).flatMap((pair) => {
    const spectra = derived.pair(pair)
    // A reference without a spectrum leaves nothing to compare spectra with.
    return spectra && isSpectral(spectra) ? [{ id: pair.patch, spectra }] : []
  })
  const [first] = made
  if (!first) return undefined
  const ids = made.map(({ id }) => id)
  const pairs = made.map(({ spectra }) => spectra)
  const fitted = card && onAxis(card, pairs)
  if (!card || !fitted)
    return {
      ids,
      wavelengthNm: first.spectra.wavelengthNm,
      raw: matrixOf(pairs.map(({ spectrometer }) => spectrometer)).data,
      reference: matrixOf(pairs.map(({ reference }) => reference)).data,
    }
  const x = matrixOf(fitted.raw)
  const common = {
    ids,
    wavelengthNm: fitted.wavelengthNm,
    raw: x.data,
    reference: matrixOf(fitted.reference).data,
  }
  try {
    const model = await shelf.open(card.hash)
    return { ...common, corrected: (await model.correctTable(x)).corrected }
  } catch (error) {
    shelf.drop(card.hash)
    notices.problem('attention', problemDataOf(error))
    return common
  }
}

type SpectralPair = DerivedPair & Required<Pick<DerivedPair, 'reference'>>
const isSpectral = (pair: DerivedPair): pair is SpectralPair => pair.reference !== undefined

function onAxis(
  card: ModelCard,
  pairs: readonly SpectralPair[],
):
  | {
      readonly wavelengthNm: Float64Array
      readonly raw: Float64Array[]
      readonly reference: Float64Array[]
    }
  | undefined {
  const part = (
    wavelengthNm: Float64Array,
    values: Float64Array,
  ): NonNullable<ReturnType<typeof onModelAxis>>[] => {
    const found = onModelAxis(card, wavelengthNm, values)
    return found ? [found] : []
  }
  const raw = pairs.flatMap((pair) => part(pair.wavelengthNm, pair.spectrometer))
  const reference = pairs.flatMap((pair) => part(pair.wavelengthNm, pair.reference))
  const [first] = raw
  if (!first || raw.length < pairs.length || reference.length < pairs.length) return undefined
  return {
    wavelengthNm: first.wavelengthNm,
    raw: raw.map(({ values }) => values),
    reference: reference.map(({ values }) => values),
  }
}
