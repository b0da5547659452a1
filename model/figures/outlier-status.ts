import type { OutlierStatus } from '../../contract/figures.ts'
import type { Matrix } from '../service.ts'
import { beyondLimits, type SpectralLimits } from './spectral-limits.ts'

/**
 * Whether a correction leaves unusual samples unusual: T2 and Q of the reference's spectra, and of the corrected ones,
 * in the space of the reference. A small error alone does not show that a correction pulls outliers into the crowd
 * (Guenard, Wehlburg, Pell, Haaland 2007, Applied Spectroscopy 61, 747).
 * @param limits of the reference's spectra
 */
export function outlierStatus(
  limits: SpectralLimits,
  onReference: readonly boolean[],
  corrected: Matrix,
): OutlierStatus {
  const after = beyondLimits(limits, corrected)
  return {
    onReference: onReference.filter(Boolean).length,
    kept: onReference.filter((is, i) => is && after[i] === true).length,
    invented: onReference.filter((is, i) => !is && after[i] === true).length,
    samples: onReference.length,
  }
}
