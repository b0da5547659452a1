import { breathe } from '../cross-validation.ts'
import { lowerTriangle, triangular } from '../linear/triangle.ts'
import type { Matrix } from '../service.ts'
import type { Method, NamedArrays } from './method.ts'
import { type OpenStage, physicsMethod } from './physics/physics-method.ts'
import { fitGate, type Gate, gateScale, gateWeights, lampScale } from './plate/gate.ts'
import { fitKernelStage, kernelAddition, type KernelStage } from './plate/kernel-stage.ts'
import { fitSmoother } from './plate/smoother.ts'
import { plus } from './plate/smooth-kernel.ts'
import { compressed, expanded, levelArrays, levelFor, levelOf } from './plate/level-scale.ts'
import { fitPlateExpert } from './plate/wiener-ridge.ts'
import { affineArrays, affineOf, applyAffine } from './affine.ts'
import { penaltyParameter } from './shrinkage.ts'
import { storedArray, storedMatrix } from './stored-array.ts'

/** weight x expert + (1 - weight) x smooth, row by row. */
function blend(expert: Matrix, smooth: Matrix, weights: Float64Array): Matrix {
  const { columns } = expert
  const data = expert.data.map((value, at) => {
    const weight = weights[Math.floor(at / columns)] ?? 0
    return weight * value + (1 - weight) * (smooth.data[at] ?? 0)
  })
  return { ...expert, data }
}

function kernelArrays(stage: KernelStage | undefined): NamedArrays {
  if (!stage) return {}
  const { loadings, points, weights, sharpness } = stage
  return {
    kernelLoadings: loadings.data,
    kernelPoints: points.data,
    kernelWeights: weights.data,
    kernelShape: Float64Array.of(sharpness, loadings.columns),
  }
}

function kernelOf(arrays: NamedArrays, centre: Float64Array): KernelStage | undefined {
  if (!('kernelShape' in arrays)) return undefined
  const [sharpness = 1, components = 1] = storedArray(arrays, 'kernelShape')
  return {
    centre,
    loadings: storedMatrix(arrays, 'kernelLoadings', components),
    points: storedMatrix(arrays, 'kernelPoints', components),
    weights: storedMatrix(arrays, 'kernelWeights', centre.length),
    sharpness,
  }
}

function gateOf(arrays: NamedArrays): Gate {
  // Models of before knew no limit for a single band.
  const [low = 1, peak = Infinity] = storedArray(arrays, 'gateLimit')
  return {
    centre: storedArray(arrays, 'gateCentre'),
    factor: triangular(storedArray(arrays, 'gateFactor')),
    low,
    peak,
  }
}

function open(arrays: NamedArrays): OpenStage {
  const expert = affineOf({ arrays })
  const kernel = kernelOf(arrays, expert.centre)
  const level = levelOf(arrays)
  const centre = storedArray(arrays, 'smoothCentre')
  const coefficients = storedMatrix(arrays, 'smoothCoefficients', centre.length)
  const gate = gateOf(arrays)
  const scale = gateScale(gate)
  return {
    domain: lampScale(gate),
    apply(p) {
      const weights = gateWeights(scale, scale.distances(p))
      const own = (): Matrix => {
        const levels = compressed(p, level)
        const linear = applyAffine(expert, levels)
        return expanded(kernel ? plus(linear, kernelAddition(kernel, levels)) : linear, level)
      }
      const smooth = (): Matrix => applyAffine({ centre, mean: centre, coefficients }, p)
      // A single live spectrum rarely needs both.
      if (weights.every((weight) => weight === 1)) return own()
      if (weights.every((weight) => weight === 0)) return smooth()
      return blend(own(), smooth(), weights)
    },
  }
}

/** `gated` with its plate expert on another scale of levels. */
export const gatedOnScale = (scaleOf: typeof levelFor): Method =>
  physicsMethod({
    name: 'gated',
    title: 'Gated physical correction',
    assumptions:
      'The spectrometer errs smoothly over the bands; only spectra like those of the plate are corrected beyond that.',
    minimumPairs: 8,
    steady: true,
    async learn(p, y, axis, { seed, signal, quantity }) {
      const level = scaleOf(quantity)
      const levels = compressed(p, level)
      const { map, noiseFactor, penalty, leaveOneOut } = fitPlateExpert(
        levels,
        compressed(y, level),
        axis.wavelengthNm,
        seed,
      )
      await breathe(signal)
      const kernel = fitKernelStage(levels, leaveOneOut, map.centre)
      await breathe(signal)
      const smoother = fitSmoother(p, y, axis)
      const gate = fitGate(p, y, axis.wavelengthNm, seed)
      return {
        arrays: {
          ...affineArrays(map),
          ...levelArrays(level),
          ...kernelArrays(kernel),
          smoothCentre: smoother.centre,
          smoothCoefficients: smoother.coefficients.data,
          gateCentre: gate.centre,
          gateFactor: lowerTriangle(gate.factor),
          gateLimit: Float64Array.of(gate.low, gate.peak),
        },
        parameters: {
          noiseFactor,
          lambda: penaltyParameter(penalty),
          kernel: kernel !== undefined,
          gateLimit: gate.low,
        },
      }
    },
    open,
  })

/**
 * The physical correction, then one of two experts or something between: Wiener filter and ridge where a spectrum
 * resembles the plate, a smoother where it does not. Trained on plates alone every linear method is worse than no
 * correction on many foreign materials; this one is not.
 */
export const gated = gatedOnScale(levelFor)
