import type { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import type { WavecalOptionsSchema, WavecalResult } from '../../contract/lamps.ts'
import { calibrateWavelengths, nmAtPixel, type WavelengthFit } from '../../spectra/wavecal.ts'
import type { AppContext } from './context.ts'
import { checkedSpectrum, lampFrame, lineWidthPixels } from './lamp-frame.ts'

/** Largest residual of a calibration that is kept, root mean square in nm. */
const ACCEPTED_NM = 0.7

/**
 * Calibrates the wavelength axis from a lamp of known lines and, where asked, keeps it for the serial number.
 * @throws Problem NO_MATCH where the lines are not found, ACCEPTANCE where they agree too badly to be kept
 */
export async function calibrate(
  context: AppContext,
  input: z.output<typeof WavecalOptionsSchema>,
  signal: AbortSignal | undefined,
): Promise<WavecalResult> {
  const { axes, clock, notices } = context
  const source = input.spectrum ? checkedSpectrum(input.spectrum) : await lampFrame(context, signal)
  const { wavelengthNm, values, family, serial } = source
  const fit = calibrateWavelengths(values, wavelengthNm, {
    elements: input.elements,
    toleranceNm: input.toleranceNm,
    widthPixels: lineWidthPixels(wavelengthNm),
  })
  if (!fit || !ascends(fit.wavelengthNm)) throw noLines(input)
  const at = new Date(clock.now()).toISOString()
  const result = resultOf(fit, { family, serial, elements: input.elements, at, stored: input.store })
  if (!input.store) return result
  if (fit.rmsNm > ACCEPTED_NM) throw tooRough(fit)
  const { wavelengthNm: _axis, stored: _stored, ...detail } = result
  axes.keep({ family, serial, at, wavelengthNm: fit.wavelengthNm, detail })
  notices.say(
    `Wavelengths of ${serial} calibrated with ${fit.lines.length} lines, residual ${fit.rmsNm.toFixed(2)} nm.`,
  )
  return result
}

const ascends = (wavelengthNm: Float64Array): boolean =>
  wavelengthNm.every((nm, i) => i === 0 || nm > (wavelengthNm[i - 1] ?? 0))

function resultOf(
  fit: WavelengthFit,
  about: Pick<WavecalResult, 'family' | 'serial' | 'elements' | 'at' | 'stored'>,
): WavecalResult {
  return {
    ...about,
    degree: fit.degree,
    rmsNm: fit.rmsNm,
    rmsBeforeNm: fit.rmsBeforeNm,
    leaveOneOutNm: fit.leaveOneOutNm,
    lines: fit.lines.map((line) => ({ ...line })),
    unmatchedNm: fit.unmatched.map((pixel) => nmAtPixel(fit.wavelengthNm, pixel)),
    wavelengthNm: fit.wavelengthNm,
  }
}

const noLines = ({ elements, toleranceNm }: z.output<typeof WavecalOptionsSchema>): Problem =>
  new Problem({
    code: 'NO_MATCH',
    title: 'The lines of the lamp were not found',
    happened: `Fewer than three lines of ${elements.join(' and ')} agree within ${toleranceNm} nm of the present axis.`,
    kept: 'The present wavelengths.',
    next: 'Check which lamp it is and that its lines stand out, or allow a larger tolerance.',
  })

const tooRough = ({ rmsNm, lines }: WavelengthFit): Problem =>
  new Problem({
    code: 'ACCEPTANCE',
    title: 'This calibration was not kept',
    happened: `${lines.length} lines agree within ${rmsNm.toFixed(2)} nm only; ${ACCEPTED_NM} nm is the limit.`,
    kept: 'The present wavelengths.',
    next: 'Average more scans, or use a lamp with more lines.',
  })
