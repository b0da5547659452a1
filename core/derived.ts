import { asRadiance, asReflectance } from '../contract/spectrum.ts'
import type { BandSignal, Colour, Radiance, Reflectance } from '../contract/spectrum.ts'
import { colourOf, coversColour, labOfSpectrum } from '../spectra/colour.ts'
import { averageSpectra, subtractDark } from '../spectra/counts.ts'
import { deltaE2000 } from '../spectra/delta-e.ts'
import { replicateSpread } from '../spectra/quality.ts'
import { onModelAxis, partOf } from './model-axis.ts'
import { WORKING_NM, bandsOf, countsOf, reduceReference, reduceSignal, signalOf, tileOf } from './reduce.ts'
import type { PairRecord, Reading } from './store/records.ts'
import type { Store } from './store/interface.ts'
import { coloursBeside } from './tristimulus-pair.ts'

/** Pairs whose spectra are kept: six full plates, about 15 MB. */
const KEPT_PAIRS = 4000
const KEPT_REFERENCES = 64
/** Bands this near to the ends of a reference are its own. */
const EDGE_NM = 0.5

/** One pair as spectra and colours; everything here follows from stored numbers. */
export interface DerivedPair {
  readonly wavelengthNm: Float64Array
  readonly spectrometer: Reflectance
  /** Absent for a reference without a spectrum: its colour is all there is. */
  readonly reference?: Reflectance
  /** The white readings the spectrometer's counts were divided by, each once, the oldest first. */
  readonly whites: readonly number[]
  /** Largest difference among repeated readings of one instrument, dE00; absent for single ones. */
  readonly spread?: number
  /** Absent where the range is too short for a colour. */
  readonly colours?: { readonly spectrometer: Colour; readonly reference: Colour; readonly deltaE: number }
}

/** A stored reading as a spectrum; `reflectance` is absent where its dark or white is, and for X, Y, Z. */
export interface DerivedReading {
  readonly wavelengthNm: Float64Array
  readonly reflectance: Reflectance | undefined
}

/** Mean of the readings of one instrument; `counted` where they are counts of the spectrometer. */
interface MeanReading {
  readonly wavelengthNm: Float64Array
  readonly values: Reflectance
  readonly whites: number[]
  readonly counted: boolean
  readonly spread: number | undefined
}

/** What follows from the stored readings: reflectances, colours, differences. Kept in memory, never on disk. */
export class Derived {
  readonly #store: Store
  readonly #pairs = new Map<number, DerivedPair>()
  readonly #signals = new Map<number, BandSignal>()
  readonly #whites = new Map<number, Radiance>()
  /** One array per stored axis, so that everything made per axis is made once. */
  readonly #axes = new Map<number, Float64Array>()

  constructor(store: Store) {
    this.#store = store
  }

  /** A pair as spectra; undefined where a half is missing or has no dark and white. */
  pair(pair: PairRecord): DerivedPair | undefined {
    const known = this.#pairs.get(pair.id)
    if (known) return known
    const made = this.#make(pair.spectrometer, pair.reference)
    if (made) this.keep(pair.id, made)
    return made
  }

  /** Keeps what `readings` made of the readings of a pair that is now committed. */
  keep(pair: number, made: DerivedPair): void {
    this.#pairs.set(pair, made)
    trim(this.#pairs, KEPT_PAIRS)
  }

  /**
   * Mean dark-subtracted white over the whites that pairs were divided by, fraction of full scale on the bands of the
   * pairs; undefined for none.
   */
  whiteOf(pairs: readonly DerivedPair[]): Float64Array | undefined {
    const ids = new Set(pairs.flatMap((pair) => pair.whites))
    const bands = pairs[0]?.wavelengthNm ?? new Float64Array()
    const axis = { fromNm: bands[0] ?? 0, toNm: bands.at(-1) ?? 0, bands: bands.length }
    const lights = [...ids].flatMap((id) => {
      const white = this.#store.getReading(id)
      const { session, integrationMs, role } = white
      const dark = this.#store.latestReference(session, 'dark', role, integrationMs)
      if (!dark) return []
      const light = subtractDark(this.#signal(id), this.#signal(dark.id))
      return onModelAxis({ axis }, bandsOf(this.#axis(white)), light)?.values ?? []
    })
    return lights.length === 0 ? undefined : averageSpectra(lights)
  }

  /** Spectra of readings that are no pair yet. */
  readings(spectrometer: readonly number[], reference: readonly number[]): DerivedPair | undefined {
    return this.#make(spectrometer, reference)
  }

  /** One stored reading as reflectance; a reading of a reference on the bands `bandNm` where they are given. */
  reading(reading: Reading, bandNm?: Float64Array): DerivedReading {
    const own = this.#axis(reading)
    const { quantity } = reading
    const usual = quantity === 'counts' ? bandsOf(own) : quantity === 'radiance' ? WORKING_NM : own
    const wavelengthNm = quantity === 'counts' ? usual : (bandNm ?? usual)
    return { wavelengthNm, reflectance: this.#reflectance(reading, wavelengthNm) }
  }

  #make(spectrometer: readonly number[], reference: readonly number[]): DerivedPair | undefined {
    const own = this.#mean(spectrometer)
    if (!own) return undefined
    const calibratedReadings = this.#store.getReadings(reference)
    if (calibratedReadings[0]?.quantity === 'tristimulus') return this.#withColour(own, calibratedReadings)
    // Beyond the last band of the reference there is nothing to compare with.
    const [first, end] = own.counted ? this.#shared(own.wavelengthNm, reference) : [0, own.values.length]
    const wavelengthNm = partOf(own.wavelengthNm, first, end)
    const calibrated = this.#mean(reference, own.counted ? wavelengthNm : undefined)
    if (calibrated?.values.length !== wavelengthNm.length) return undefined
    const spectra = {
      wavelengthNm,
      spectrometer:
        wavelengthNm === own.wavelengthNm ? own.values : asReflectance(own.values.slice(first, end)),
      reference: calibrated.values,
      whites: own.whites,
      ...spreadOf(own, calibrated),
    }
    if (!coversColour(wavelengthNm)) return spectra
    const [a, b] = [colourOf(spectra.spectrometer, wavelengthNm), colourOf(spectra.reference, wavelengthNm)]
    return { ...spectra, colours: { spectrometer: a, reference: b, deltaE: deltaE2000(a.lab, b.lab) } }
  }

  /** A spectrum with the colour that a reference without one read beside it. */
  #withColour(own: MeanReading, reference: readonly Reading[]): DerivedPair | undefined {
    const { wavelengthNm, values: spectrometer, whites } = own
    const made = coloursBeside(this.#store, reference, spectrometer, wavelengthNm)
    return made && { wavelengthNm, spectrometer, whites, colours: made }
  }

  /** First band and the one after the last that the references reach. */
  #shared(bandNm: Float64Array, reference: readonly number[]): [first: number, end: number] {
    const axes = this.#store.getReadings(reference).map((reading) => this.#axis(reading))
    const from = Math.max(...axes.map((axis) => axis[0] ?? Infinity)) - EDGE_NM
    const to = Math.min(...axes.map((axis) => axis.at(-1) ?? -Infinity)) + EDGE_NM
    const inside = bandNm.filter((nm) => nm >= from && nm <= to)
    const first = inside.length === 0 ? 0 : bandNm.indexOf(inside[0] ?? NaN)
    return [first, first + inside.length]
  }

  #mean(ids: readonly number[], bandNm?: Float64Array): MeanReading | undefined {
    const stored = this.#store.getReadings(ids)
    const readings = stored.map((reading) => this.reading(reading, bandNm))
    const [first] = readings
    const values = readings.flatMap(({ reflectance }) => (reflectance ? [reflectance] : []))
    if (!first || values.length !== readings.length) return undefined
    const [only] = values
    return {
      wavelengthNm: first.wavelengthNm,
      whites: [...new Set(stored.flatMap((reading) => reading.white ?? []))],
      counted: stored[0]?.quantity === 'counts',
      spread:
        values.length > 1 && coversColour(first.wavelengthNm)
          ? replicateSpread(values.map((one) => labOfSpectrum(one, first.wavelengthNm)))
          : undefined,
      values: values.length === 1 && only ? only : asReflectance(averageSpectra(values)),
    }
  }

  #reflectance(reading: Reading, bandNm: Float64Array): Reflectance | undefined {
    const { quantity, values } = reading
    if (quantity === 'tristimulus') return undefined
    if (quantity !== 'counts') {
      const white = reading.white === undefined ? undefined : this.#white(reading.white)
      const wavelengthNm = this.#axis(reading)
      return reduceReference({ quantity, values, wavelengthNm }, white, tileOf(this.#store), bandNm)
    }
    if (reading.dark === undefined || reading.white === undefined) return undefined
    const references = { dark: this.#signal(reading.dark), white: this.#signal(reading.white) }
    return reduceSignal(this.#signalOf(reading), references, tileOf(this.#store))
  }

  #signalOf(reading: Reading): BandSignal {
    return signalOf(countsOf(reading.values), this.#axis(reading), reading.maxCounts ?? 1)
  }

  /** Band signal of a dark or white; a session has few. */
  #signal(id: number): BandSignal {
    const known = this.#signals.get(id)
    if (known) return known
    const made = this.#signalOf(this.#store.getReading(id))
    this.#signals.set(id, made)
    trim(this.#signals, KEPT_REFERENCES)
    return made
  }

  #white(id: number): Radiance {
    const known = this.#whites.get(id)
    if (known) return known
    const made = asRadiance(this.#store.getReading(id).values)
    this.#whites.set(id, made)
    trim(this.#whites, KEPT_REFERENCES)
    return made
  }

  #axis(reading: Reading): Float64Array {
    const known = this.#axes.get(reading.axis)
    if (known) return known
    this.#axes.set(reading.axis, reading.wavelengthNm)
    return reading.wavelengthNm
  }
}

function spreadOf(...sides: readonly MeanReading[]): { spread?: number } {
  const spreads = sides.flatMap(({ spread }) => spread ?? [])
  return spreads.length === 0 ? {} : { spread: Math.max(...spreads) }
}

/** Drops the oldest entries beyond `keep`. */
function trim<K, V>(map: Map<K, V>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return
    map.delete(key)
  }
}
