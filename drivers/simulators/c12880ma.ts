import { pixelWavelengths } from '../../spectra/axis.ts'
import type { Random } from '../../spectra/random.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { CoarseEye } from './coarse-eye.ts'
import type { FineView } from './coarse-eye.ts'
import { numberBoard, SKETCH } from './number-board.ts'
import type { Pace } from './pace.ts'

const PIXELS = 288
/** Sheet of sensor 22G03276: nm of pixel p = 1..288. */
const SHEET = [312.0790493, 2.681652834, -8.061777879e-4, -1.052906745e-5, 1.925845957e-8, -7.465510101e-12]

/** A C12880MA on an Arduino that prints ten-bit counts, 12 nm wide lines, a fifth of full scale without light. */
export function c12880maBoard(options: { view: FineView; random: Random; pace: Pace }): LineEndpoint {
  const eye = new CoarseEye(
    options.view,
    {
      centresNm: pixelWavelengths(SHEET, PIXELS + 1).subarray(1),
      fwhmNm: 12,
      fullScale: 1023,
      darkLevel: 0.2,
      nominalMs: SKETCH.integrationMs,
    },
    options.random,
  )
  return numberBoard({ frame: (ms) => eye.frame(ms, true), manner: SKETCH, pace: options.pace })
}
