import { rowOf } from './linear/matrix.ts'
import type { Matrix, PairTable } from './service.ts'

/** So many samples, and this share of all, at the very same highest value of a band are no chance: it is clipped. */
const CLIPPED = { least: 3, share: 0.05 } as const
const NAMED = 3

type Flaw = 'constant' | 'clipped'

/** What is wrong with a band of raw spectra, if anything. */
function flawOf(x: Matrix, band: number): Flaw | undefined {
  let [least, most, atMost] = [Infinity, -Infinity, 0]
  for (let at = band; at < x.data.length; at += x.columns) {
    const value = x.data[at] ?? 0
    least = Math.min(least, value)
    if (value > most) [most, atMost] = [value, 0]
    if (value === most) atMost++
  }
  if (least === most) return 'constant'
  return atMost >= Math.max(CLIPPED.least, CLIPPED.share * x.rows) ? 'clipped' : undefined
}

/** "12 bands (380 to 400.5 nm)", or by numbers from 1 where there are no wavelengths. */
function named(bands: readonly number[], wavelengthNm: Float64Array | null): string {
  const at = (band: number): string =>
    wavelengthNm ? String(Math.round((wavelengthNm[band] ?? 0) * 10) / 10) : String(band + 1)
  const [first = 0, last = 0] = [bands[0], bands.at(-1)]
  const unit = wavelengthNm ? ' nm' : ''
  const where = bands.length === 1 ? `${at(first)}${unit}` : `${at(first)} to ${at(last)}${unit}`
  return `${bands.length} ${bands.length === 1 ? 'band' : 'bands'} (${where})`
}

/** Samples whose spectra on both sides are those of another, number by number. */
function copies({ ids, x, y }: PairTable): string[] {
  const seen = new Set<string>()
  return ids.filter((_, row) => {
    const key = `${rowOf(x, row).join()} ${rowOf(y, row).join()}`
    const before = seen.has(key)
    seen.add(key)
    return before
  })
}

/**
 * What a person should know of pairs that can be learned from but are flawed: bands of the spectrometer that never
 * change or are clipped, samples that stand there twice. Empty where nothing is wrong.
 */
export function flawsOf(pairs: PairTable): string {
  const { x, wavelengthNm } = pairs
  const bands = Array.from({ length: x.columns }, (_, band) => ({ band, flaw: flawOf(x, band) }))
  const of = (flaw: Flaw): number[] => bands.filter((one) => one.flaw === flaw).map(({ band }) => band)
  const [constant, clipped, double] = [of('constant'), of('clipped'), copies(pairs)]
  const sentences: string[] = []
  if (constant.length > 0)
    sentences.push(
      `The spectrometer gives one value for all samples in ${named(constant, wavelengthNm)}: corrected values there are guessed from other bands.`,
    )
  if (clipped.length > 0)
    sentences.push(
      `The spectrometer is saturated in ${named(clipped, wavelengthNm)}: several samples share the highest value; measure again with a shorter integration time.`,
    )
  if (double.length > 0) {
    const some = `${double.slice(0, NAMED).join(', ')}${double.length > NAMED ? ', ...' : ''}`
    sentences.push(
      `${double.length} ${double.length === 1 ? 'sample repeats' : 'samples repeat'} another number by number (${some}): the error looks smaller than it is.`,
    )
  }
  return sentences.join(' ')
}
