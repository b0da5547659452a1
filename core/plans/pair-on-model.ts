import type { ModelCard } from '../../contract/model.ts'
import { mismatch } from '../active-model.ts'
import type { DerivedPair } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'

/**
 * The part of a pair, read with the spectrometer of serial number `instrument`, that a model covers.
 * @throws Problem MODEL_MISMATCH where the pair does not cover all of it
 */
export function pairOnModel(card: ModelCard, instrument: string, pair: DerivedPair): DerivedPair {
  const [own, calibrated] = [pair.spectrometer, pair.reference].map(
    (values) => values && onModelAxis(card, pair.wavelengthNm, values),
  )
  if (own && calibrated)
    return {
      ...pair,
      wavelengthNm: own.wavelengthNm,
      spectrometer: own.values,
      reference: calibrated.values,
    }
  throw mismatch(card, instrument, pair.wavelengthNm) ?? new RangeError('a pair of uneven halves')
}
