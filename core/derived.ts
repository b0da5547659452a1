import { asRadiance, asReflectance } from '../contract/spectrum.ts'
import type { BandSignal, Colour, Radiance, Reflectance } from '../contract/spectrum.ts'
import { colourOf, coversColour } from '../spectra/colour.ts'
import { averageSpectra, subtractDark } from '../spectra/counts.ts'
import { deltaE2000 } from '../spectra/delta-e.ts'
import { WORKING_NM, countsOf, reduceReference, reduceSignal, signalOf, tileOf } from './reduce.ts'
import type { PairRecord, Reading } from './store/records.ts'
import type { Store } from './store/interface.ts'

/** Pairs whose spectra are kept: six full plates, about 15 MB. */
const KEPT_PAIRS = 4000
const KEPT_REFERENCES = 64

/** One pair as spectra and colours; everything here follows from stored numbers. */
export interface DerivedPair {
  readonly wavelengthNm: Float64Array
  readonly spectrometer: Reflectance
  readonly reference: Reflectance
  /** The white reading the spectrometer's counts were divided by. */
  readonly white?: number
  /** Absent where the range is too short for a colour. */
  readonly colours?: { readonly spectrometer: Colour; readonly reference: Colour; readonly deltaE: number }
}

/** A stored reading as a spectrum; `reflectance` is absent where its dark or white is. */
export interface DerivedReading {
  readonly wavelengthNm: Float64Array
  readonly reflectance: Reflectance | undefined
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

  /** Mean dark-subtracted white over the whites that pairs were divided by, fraction of full scale; undefined for none. */
  whiteOf(pairs: readonly DerivedPair[]): Float64Array | undefined {
    const ids = new Set(pairs.flatMap((pair) => pair.white ?? []))
    const lights = [...ids].flatMap((id) => {
      const { session, integrationMs, role } = this.#store.getReading(id)
      const dark = this.#store.latestReference(session, 'dark', role, integrationMs)
      return dark ? [subtractDark(this.#signal(id), this.#signal(dark.id))] : []
    })
    return lights.length === 0 ? undefined : averageSpectra(lights)
  }

  /** Spectra of readings that are no pair yet. */
  readings(spectrometer: readonly number[], reference: readonly number[]): DerivedPair | undefined {
    return this.#make(spectrometer, reference)
  }

  /** One stored reading as reflectance. */
  reading(reading: Reading): DerivedReading {
    const wavelengthNm = this.#axis(reading)
    const reflectance = this.#reflectance(reading)
    if (reading.quantity !== 'reflectance') return { wavelengthNm: WORKING_NM, reflectance }
    return { wavelengthNm, reflectance }
  }

  #make(spectrometer: readonly number[], reference: readonly number[]): DerivedPair | undefined {
    const own = this.#mean(spectrometer)
    const calibrated = this.#mean(reference)
    if (!own || !calibrated || own.values.length !== calibrated.values.length) return undefined
    const { wavelengthNm } = own
    const spectra = {
      wavelengthNm,
      spectrometer: own.values,
      reference: calibrated.values,
      ...(own.white === undefined ? {} : { white: own.white }),
    }
    if (!coversColour(wavelengthNm)) return spectra
    const [a, b] = [colourOf(own.values, wavelengthNm), colourOf(calibrated.values, wavelengthNm)]
    return { ...spectra, colours: { spectrometer: a, reference: b, deltaE: deltaE2000(a.lab, b.lab) } }
  }

  #mean(
    ids: readonly number[],
  ): { wavelengthNm: Float64Array; values: Reflectance; white: number | undefined } | undefined {
    const stored = this.#store.getReadings(ids)
    const readings = stored.map((reading) => this.reading(reading))
    const [first] = readings
    const values = readings.flatMap(({ reflectance }) => (reflectance ? [reflectance] : []))
    if (!first || values.length !== readings.length) return undefined
    const [only] = values
    return {
      wavelengthNm: first.wavelengthNm,
      white: stored[0]?.white,
      values: values.length === 1 && only ? only : asReflectance(averageSpectra(values)),
    }
  }

  #reflectance(reading: Reading): Reflectance | undefined {
    if (reading.quantity === 'reflectance') return asReflectance(reading.values)
    if (reading.quantity === 'radiance') {
      const white = reading.white === undefined ? undefined : this.#white(reading.white)
      return reduceReference(
        { quantity: 'radiance', values: reading.values, wavelengthNm: this.#axis(reading) },
        white,
        tileOf(this.#store),
      )
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

/** Drops the oldest entries beyond `keep`. */
function trim<K, V>(map: Map<K, V>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return
    map.delete(key)
  }
}
