import type { ReferenceAge } from '../contract/instrument.ts'
import type { BandSignal } from '../contract/spectrum.ts'
import { formatMs } from '../spectra/exposure.ts'
import { countsOf, signalOf } from './reduce.ts'
import type { Quantity, Reading, ReadingRole } from './store/records.ts'
import type { Store } from './store/interface.ts'

const MINUTE_MS = 60_000
/** Ages (ui.md section 2): attention from 30 min or 66 pairs, stale from 60 min. */
const ATTENTION_MS = 30 * MINUTE_MS
const STALE_MS = 60 * MINUTE_MS
const ATTENTION_PAIRS = 66

/** A dark or white reading of the spectrometer, ready to divide by. */
export interface SpectrometerReference {
  readonly id: number
  readonly atMs: number
  readonly integrationMs: number
  readonly signal: BandSignal
  /** Brightest pixel, fraction of full scale. */
  readonly level: number
  readonly device: number
}

/** A white reading of a reference that measures light: its spectrum, or X, Y and Z. */
export interface LightReference {
  readonly id: number
  readonly atMs: number
  readonly quantity: 'radiance' | 'tristimulus'
  readonly device: number
}

/** The dark and white readings of the current session, and how far they can still be trusted. */
export class References {
  dark: SpectrometerReference | undefined
  white: SpectrometerReference | undefined
  referenceWhite: LightReference | undefined
  /** The dark was taken with a lid over the probe, which nobody likes to do often. */
  darkByHand = false
  /** Pairs committed since the white was taken. */
  pairsSince = 0
  /** Set when the control patches left their limits; a new white takes it back. */
  drift: string | undefined

  /** Dark and white of the spectrometer that belong together: same exposure, same instrument. */
  usable(
    integrationMs: number,
    device: number,
  ): { dark: SpectrometerReference; white: SpectrometerReference } | undefined {
    const { dark, white } = this
    if (!dark || !white) return undefined
    const fits = [dark, white].every((one) => one.integrationMs === integrationMs && one.device === device)
    return fits ? { dark, white } : undefined
  }

  /** The white a reading of the reference is divided by: taken by the same instrument, of the same kind. */
  whiteFor(quantity: Quantity, device: number): LightReference | undefined {
    const white = this.referenceWhite
    return white?.quantity === quantity && white.device === device ? white : undefined
  }

  /** Takes over what is stored, after an undo or redo. */
  take({ dark, white, referenceWhite, pairsSince }: References): void {
    // The drift belongs to the white it was found with.
    if (white?.id !== this.white?.id) this.drift = undefined
    this.dark = dark
    this.white = white
    this.referenceWhite = referenceWhite
    this.pairsSince = pairsSince
  }

  keep(kind: 'dark' | 'white', reading: SpectrometerReference): void {
    this[kind] = reading
    if (kind !== 'white') return
    this.pairsSince = 0
    this.drift = undefined
  }

  age(kind: 'dark' | 'white', nowMs: number, integrationMs: number | undefined): ReferenceAge {
    const reading = this[kind]
    if (!reading)
      return { pairsSince: this.pairsSince, state: 'missing', reason: 'not taken in this session' }
    const ageMs = Math.max(0, nowMs - reading.atMs)
    const { state, reason } = this.#judge(kind, reading, ageMs, integrationMs)
    return {
      takenAt: new Date(reading.atMs).toISOString(),
      ageSeconds: ageMs / 1000,
      pairsSince: this.pairsSince,
      state,
      reason,
    }
  }

  #judge(
    kind: 'dark' | 'white',
    reading: SpectrometerReference,
    ageMs: number,
    integrationMs: number | undefined,
  ): Pick<ReferenceAge, 'state' | 'reason'> {
    // Data decide before the clock does: it is only a guess.
    if (kind === 'white' && this.drift !== undefined) return { state: 'stale', reason: this.drift }
    if (integrationMs !== undefined && integrationMs !== reading.integrationMs)
      return {
        state: 'stale',
        reason: `taken at ${formatMs(reading.integrationMs)}, now ${formatMs(integrationMs)}`,
      }
    const minutes = `${Math.floor(ageMs / MINUTE_MS)} min old`
    if (ageMs >= STALE_MS) return { state: 'stale', reason: minutes }
    if (ageMs >= ATTENTION_MS) return { state: 'attention', reason: minutes }
    if (kind === 'white' && this.pairsSince >= ATTENTION_PAIRS)
      return { state: 'attention', reason: `${this.pairsSince} pairs since` }
    return { state: 'fresh', reason: minutes }
  }
}

/** A stored dark or white reading of the spectrometer. */
export function spectrometerReference(reading: Reading): SpectrometerReference {
  return {
    id: reading.id,
    atMs: Date.parse(reading.at),
    integrationMs: reading.integrationMs ?? 0,
    signal: signalOf(countsOf(reading.values), reading.wavelengthNm, reading.maxCounts ?? 1),
    level: reading.level ?? 0,
    device: reading.device,
  }
}

/** A stored white of a reference that measures light; undefined for one that calibrates itself. */
export function lightReference({ id, at, quantity, device }: Reading): LightReference | undefined {
  if (quantity !== 'radiance' && quantity !== 'tristimulus') return undefined
  return { id, atMs: Date.parse(at), quantity, device }
}

/** The references of a session as they are stored; what another exposure or instrument left is not taken. */
export function loadReferences(store: Store, session: number): References {
  const references = new References()
  const newest = (kind: 'dark' | 'white', role: ReadingRole, integrationMs?: number): Reading | undefined =>
    store.latestReference(session, kind, role, integrationMs)
  const white = newest('white', 'spectrometer')
  // Imported whites are band averages without a dark: they describe the light, nothing is divided by them.
  if (white && white.maxCounts !== undefined && white.maxCounts > 1) {
    references.white = spectrometerReference(white)
    references.pairsSince = store.currentPairs(session).filter((pair) => pair.at > white.at).length
  }
  const dark = newest('dark', 'spectrometer', white?.integrationMs)
  if (dark) references.dark = spectrometerReference(dark)
  const light = newest('white', 'reference')
  references.referenceWhite = light && lightReference(light)
  return references
}
