import type { MethodName } from '../../../contract/model.ts'
import { breathe } from '../../cross-validation.ts'
import type { Matrix, PairTable } from '../../service.ts'
import type { DomainScale, FitContext, Fitted, Method, MethodParameters, NamedArrays } from '../method.ts'
import type { BandAxis } from './band-axis.ts'
import {
  calibrate,
  instrumentArrays,
  instrumentParameters,
  inUnit,
  recalibrated,
  restoreInstrument,
} from './calibrated-instrument.ts'

/** What was learned behind the physical correction. */
export interface Learned {
  readonly arrays: NamedArrays
  readonly parameters: MethodParameters
}

/** What a stage behind the physical correction does with its output. */
export interface OpenStage {
  readonly apply: (p: Matrix) => Matrix
  /** Where it trusts itself, by distances of physically corrected spectra. */
  readonly domain?: DomainScale
}

/** What a stage is told besides its spectra. */
export interface StageContext extends FitContext {
  readonly quantity: PairTable['quantity']
}

/** A method made of the physical correction and a stage behind it, which sees spectra that are nearly right. */
export interface Stage extends Pick<Method, 'title' | 'assumptions' | 'minimumPairs' | 'steady'> {
  readonly name: MethodName
  /** @param p physically corrected spectra, y the reference's, both in units of about 1 */
  readonly learn: (p: Matrix, y: Matrix, axis: BandAxis, context: StageContext) => Promise<Learned>
  /** The inverse of the learned arrays. @throws Problem MODEL_DAMAGED */
  readonly open: (arrays: NamedArrays) => OpenStage
}

/** The method of a stage; a recalibration moves the physics and keeps the stage. */
export function physicsMethod({ learn, open, ...words }: Stage): Method {
  const fitted = (arrays: NamedArrays, parameters: MethodParameters): Fitted => {
    const { correct, unit } = restoreInstrument(arrays)
    const stage = open(arrays)
    const corrected = (x: Matrix): Matrix => correct(inUnit(x, unit))
    const { domain } = stage
    return {
      parameters,
      arrays,
      predict: (x) => inUnit(stage.apply(corrected(x)), 1 / unit),
      ...(domain ? { domain: { ...domain, distances: (x: Matrix) => domain.distances(corrected(x)) } } : {}),
    }
  }
  return {
    ...words,
    async fit(pairs, context) {
      const calibrated = calibrate(pairs, context.seed)
      await breathe(context.signal)
      const { unit, correct, instrument } = calibrated
      const p = correct(inUnit(pairs.x, unit))
      const { arrays, parameters } = await learn(p, inUnit(pairs.y, unit), instrument.axis, {
        ...context,
        quantity: pairs.quantity,
      })
      return fitted(
        { ...instrumentArrays(calibrated), ...arrays },
        { ...instrumentParameters(calibrated), ...parameters },
      )
    },
    restore: async (arrays, parameters) => fitted(arrays, parameters),
    recalibrate(old, fresh) {
      const aged = recalibrated(restoreInstrument(old.arrays), fresh)
      return fitted(
        { ...old.arrays, ...instrumentArrays(aged) },
        { ...old.parameters, ...instrumentParameters(aged) },
      )
    },
  }
}
