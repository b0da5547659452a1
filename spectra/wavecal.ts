import { at } from './at.ts'
import { EMISSION_LINES, type Element } from './lines.ts'
import { findPeaks, type Peak } from './peaks.ts'
import { fitPolynomial, polynomialAt } from './polynomial.ts'

/** A peak that was recognised as a line. */
export interface MatchedLine {
  readonly element: Element
  readonly nm: number
  readonly pixel: number
  /** Measured minus true after the calibration, nm. */
  readonly residualNm: number
  /** Measured minus true before it. */
  readonly beforeNm: number
}

/** A calibration of the wavelength axis from a lamp of known lines. */
export interface WavelengthFit {
  readonly wavelengthNm: Float64Array
  readonly degree: number
  readonly lines: readonly MatchedLine[]
  /** Peaks that are no line of the lamp, by pixel. */
  readonly unmatched: readonly number[]
  readonly rmsNm: number
  readonly rmsBeforeNm: number
  /** The same with each line predicted from the others: what a line between them may expect. */
  readonly leaveOneOutNm: number
}

export interface WavecalOptions {
  readonly elements: readonly Element[]
  /** How far the present axis may be wrong, nm. */
  readonly toleranceNm: number
  /** Width of a line in pixels at half its height. */
  readonly widthPixels: number
}

interface Pairing {
  readonly peak: Peak
  readonly nm: number
  readonly element: Element
  /** Peak's place on the present axis. */
  readonly presentNm: number
  /** Line minus present axis. */
  readonly shift: number
}

/** Fewest lines a calibration rests on, and the last agreement asked of each, nm. */
const FEWEST = 3
const AGREE_NM = [2.5, 1.2] as const
/** Share of the height of all peaks that the lines of the lamp have to carry: among ripples three always fit somewhere. */
const LEAST_SHARE = 0.4

/** Wavelength on an axis at a fraction of a pixel. */
export function nmAtPixel(wavelengthNm: Float64Array, pixel: number): number {
  const left = Math.min(wavelengthNm.length - 2, Math.max(0, Math.floor(pixel)))
  const share = pixel - left
  return at(wavelengthNm, left) * (1 - share) + at(wavelengthNm, left + 1) * share
}

/** Lines that a resolution cannot part count as one, at their centre of gravity by strength. */
function resolvable(elements: readonly Element[], widthNm: number): { nm: number; element: Element }[] {
  return elements.flatMap((element) => {
    const groups: { nm: number; strength: number; last: number }[] = []
    for (const { nm, strength } of EMISSION_LINES[element]) {
      const group = groups.at(-1)
      if (!group || nm - group.last > 0.9 * widthNm) groups.push({ nm, strength, last: nm })
      else {
        group.nm = (group.nm * group.strength + nm * strength) / (group.strength + strength)
        group.strength += strength
        group.last = nm
      }
    }
    return groups.map(({ nm }) => ({ nm, element }))
  })
}

/** Peaks and lines that agree with a shift that is a straight line over the axis, each used once. */
function agreeing(pairings: readonly Pairing[], shiftAt: (nm: number) => number, within: number): Pairing[] {
  const sorted = pairings
    .map((pairing) => ({ pairing, away: Math.abs(pairing.shift - shiftAt(pairing.presentNm)) }))
    .filter(({ away }) => away <= within)
    .sort((a, b) => a.away - b.away)
  const [peaks, lines] = [new Set<Peak>(), new Set<number>()]
  return sorted.flatMap(({ pairing }) => {
    if (peaks.has(pairing.peak) || lines.has(pairing.nm)) return []
    peaks.add(pairing.peak)
    lines.add(pairing.nm)
    return [pairing]
  })
}

/** The straight shift that most light agrees with; small shifts win where two agree with the same. */
function bestAgreement(pairings: readonly Pairing[], toleranceNm: number): Pairing[] {
  let best: { found: Pairing[]; score: number } = { found: [], score: 0 }
  for (const [i, a] of pairings.entries())
    for (const b of pairings.slice(i + 1)) {
      const apart = b.presentNm - a.presentNm
      if (Math.abs(apart) < 40) continue
      const slope = (b.shift - a.shift) / apart
      if (Math.abs(slope) > 0.05) continue
      const shiftAt = (nm: number): number => a.shift + slope * (nm - a.presentNm)
      const found = agreeing(pairings, shiftAt, AGREE_NM[0])
      const misfit = found.reduce((sum, p) => sum + (p.shift - shiftAt(p.presentNm)) ** 2, 0)
      const weight = found.reduce((sum, p) => sum + Math.cbrt(p.peak.height), 0)
      const size = Math.abs(shiftAt(550)) / toleranceNm
      const score = weight * (1 - 0.15 * size) - misfit * 0.02 * (weight / Math.max(1, found.length))
      if (score > best.score) best = { found, score }
    }
  return best.found
}

/** Degree of the correction that so many lines can carry. */
const degreeFor = (lines: number): number => (lines >= 8 ? 3 : lines >= 5 ? 2 : 1)

/**
 * Finds the lines of known lamps in a spectrum and corrects its wavelength axis by a polynomial of low degree. Peaks and
 * lines are matched by the straight shift that most of them agree with, so that neither a missing nor a foreign line
 * matters. undefined where fewer than three lines agree, or where most of the light is in other peaks.
 */
export function calibrateWavelengths(
  values: ArrayLike<number>,
  presentNm: Float64Array,
  { elements, toleranceNm, widthPixels }: WavecalOptions,
): WavelengthFit | undefined {
  const [first, last] = [at(presentNm, 0), at(presentNm, presentNm.length - 1)]
  const nmPerPixel = (last - first) / (presentNm.length - 1)
  const peaks = findPeaks(values, widthPixels, 0.004)
  const strongest = peaks.reduce((most, { height }) => Math.max(most, height), 0)
  const lines = resolvable(elements, widthPixels * nmPerPixel)
  const pairings = peaks.flatMap((peak) => {
    const nm = nmAtPixel(presentNm, peak.pixel)
    const scaled = { ...peak, height: peak.height / strongest }
    return lines
      .filter((line) => Math.abs(line.nm - nm) <= toleranceNm)
      .map((line): Pairing => ({ peak: scaled, ...line, presentNm: nm, shift: line.nm - nm }))
  })
  const sharedPeaks = new Map<number, Peak>()
  const joined = pairings.map((pairing) => {
    const peak = sharedPeaks.get(pairing.peak.pixel) ?? pairing.peak
    sharedPeaks.set(peak.pixel, peak)
    return { ...pairing, peak }
  })
  let found = bestAgreement(joined, toleranceNm)
  const scaleOf = (nm: number): number => (2 * (nm - first)) / (last - first) - 1
  for (let round = 0; round < 4 && found.length >= FEWEST; round++) {
    const fit = fitShift(found, scaleOf)
    found = agreeing(joined, (nm) => polynomialAt(fit, scaleOf(nm)), AGREE_NM[1])
  }
  if (found.length < FEWEST || shareOf(found, peaks) < LEAST_SHARE) return undefined
  found.sort((a, b) => a.nm - b.nm)
  const fit = fitShift(found, scaleOf)
  const residual = (p: Pairing, by: Float64Array): number => polynomialAt(by, scaleOf(p.presentNm)) - p.shift
  const wavelengthNm = presentNm.map((nm) => nm + polynomialAt(fit, scaleOf(nm)))
  const used = new Set(found.map(({ peak }) => peak.pixel))
  return {
    wavelengthNm,
    degree: degreeFor(found.length),
    lines: found.map((p) => ({
      element: p.element,
      nm: p.nm,
      pixel: p.peak.pixel,
      residualNm: residual(p, fit),
      beforeNm: -p.shift,
    })),
    unmatched: peaks.filter(({ pixel }) => !used.has(pixel)).map(({ pixel }) => pixel),
    rmsNm: rms(found.map((p) => residual(p, fit))),
    rmsBeforeNm: rms(found.map((p) => p.shift)),
    leaveOneOutNm: rms(
      found.map((p) =>
        residual(
          p,
          fitShift(
            found.filter((other) => other !== p),
            scaleOf,
          ),
        ),
      ),
    ),
  }
}

/** Share of the height of all peaks that stands in those that were paired. */
function shareOf(found: readonly Pairing[], peaks: readonly Peak[]): number {
  const paired = new Set(found.map(({ peak }) => peak.pixel))
  const heights = (those: readonly Peak[]): number => those.reduce((sum, { height }) => sum + height, 0)
  return heights(peaks.filter(({ pixel }) => paired.has(pixel))) / heights(peaks)
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length))

function fitShift(found: readonly Pairing[], scaleOf: (nm: number) => number): Float64Array {
  const degree = Math.min(degreeFor(found.length), found.length - 1)
  return fitPolynomial(
    found.map((p) => scaleOf(p.presentNm)),
    found.map((p) => p.shift),
    degree,
  )
}

/** A peak of a calibrated spectrum and the line it stands nearest to. */
export interface IdentifiedLine {
  readonly measuredNm: number
  readonly height: number
  /** null where no listed line lies within the tolerance. */
  readonly line: { readonly element: Element; readonly nm: number; readonly residualNm: number } | null
}

/**
 * The lines of a spectrum on a calibrated axis. Elements of which the strong lines are there come first: a weak line
 * of an element without its strong ones is no identification.
 */
export function identifyLines(
  values: ArrayLike<number>,
  wavelengthNm: Float64Array,
  options: { readonly toleranceNm: number; readonly widthPixels: number },
): IdentifiedLine[] {
  const peaks = findPeaks(values, options.widthPixels, 0.02)
  const [first, last] = [at(wavelengthNm, 0), at(wavelengthNm, wavelengthNm.length - 1)]
  const places = peaks.map((peak) => ({ ...peak, nm: nmAtPixel(wavelengthNm, peak.pixel) }))
  const near = (nm: number): boolean => places.some((p) => Math.abs(p.nm - nm) <= options.toleranceNm)
  const support = (Object.keys(EMISSION_LINES) as Element[]).map((element) => {
    const inside = EMISSION_LINES[element].filter(({ nm }) => nm > first && nm < last)
    const total = inside.reduce((sum, { strength }) => sum + strength, 0)
    const there = inside.reduce((sum, { nm, strength }) => sum + (near(nm) ? strength : 0), 0)
    return { element, share: total === 0 ? 0 : there / total }
  })
  const believed = support.filter(({ share }) => share > 0.6).sort((a, b) => b.share - a.share)
  const highest = places.reduce((most, { height }) => Math.max(most, height), 1e-300)
  return places.map(({ nm, height }) => {
    const candidates = believed.flatMap(({ element, share }) =>
      EMISSION_LINES[element]
        .map((line) => ({ element, nm: line.nm, residualNm: nm - line.nm, share }))
        .filter(({ residualNm }) => Math.abs(residualNm) <= options.toleranceNm),
    )
    const best = candidates.sort(
      (a, b) => Math.abs(a.residualNm) / a.share - Math.abs(b.residualNm) / b.share,
    )[0]
    return {
      measuredNm: nm,
      height: height / highest,
      line: best ? { element: best.element, nm: best.nm, residualNm: best.residualNm } : null,
    }
  })
}
