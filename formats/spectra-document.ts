import type { SpectraTable } from '../contract/session.ts'

/** What the values of a file are. Reflectance and transmittance are fractions, 0..1; `arbitrary` = the file does not say. */
export type SpectralQuantity =
  'reflectance' | 'transmittance' | 'absorbance' | 'emission' | 'counts' | 'arbitrary'

/** Spectra and what a file says about them: what every reader gives and every writer takes. */
export interface SpectraDocument {
  readonly table: SpectraTable
  readonly quantity: SpectralQuantity
  readonly title: string
  /** Instruments by name and serial number; empty when not known. */
  readonly instrumentation: string
  /** Version, method and hash of the model that corrected the spectra. */
  readonly model?: string
  /** ISO 8601 where the file is clear about it, else as the file has it. */
  readonly created: string
  /** Cell of every sample, where they were on a plate. */
  readonly locations?: readonly string[]
}

/** Takes one sentence about what was assumed or done. */
export type Say = (sentence: string) => void

/** One spectrum of a table, a view. */
export const spectrumOf = ({ wavelengthNm, values }: SpectraTable, row: number): Float64Array =>
  values.subarray(row * wavelengthNm.length, (row + 1) * wavelengthNm.length)

/** Instruments, and the model behind the values where there was one. */
export const madeBy = ({ instrumentation, model }: SpectraDocument): string =>
  [instrumentation, ...(model === undefined ? [] : [`corrected by ${model}`])]
    .filter((part) => part !== '')
    .join(', ')
