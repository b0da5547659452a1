import { isCancelled, problemDataOf } from '../contract/errors.ts'
import type { LiveFrame } from '../contract/live.ts'
import type { Domain, Reflectance } from '../contract/spectrum.ts'
import { DARK_LEVEL } from '../spectra/counts.ts'
import { colourOf, coversColour } from '../spectra/colour.ts'
import type { ActiveModel, Corrected } from './active-model.ts'
import type { AppLog } from './app-options.ts'
import { sleep } from './async.ts'
import type { Clock } from './async.ts'
import type { Bench } from './bench.ts'
import type { ExposureDesk } from './exposure.ts'
import { colourBy } from './matrices.ts'
import type { Measure, SpectrometerFrame } from './measure.ts'
import { bandsOf, reduceSignal, signalOf, tileOf } from './reduce.ts'
import type { References } from './references.ts'
import { LatestTopic } from './topic.ts'
import type { Stream } from './stream.ts'
import type { Store } from './store/interface.ts'

/** Pause before looking again for an instrument that is away or used by a run. */
const IDLE_MS = 100

/** What the live view is made of. */
export interface LiveParts {
  readonly bench: Bench
  readonly measure: Measure
  readonly exposure: ExposureDesk
  readonly active: ActiveModel
  readonly store: Store
  readonly clock: Clock
  readonly log: AppLog
  readonly session: () => { readonly id: number | undefined; readonly references: References }
  /** Whether a run uses the spectrometer at the moment. */
  readonly runs: () => boolean
  /** Shortest time between two frames. */
  readonly paceMs: number
}

/**
 * Continuous frames while somebody watches. It steps aside while a run uses the spectrometer; the frames of
 * the run are shown instead, raw.
 */
export class Live {
  readonly #parts: LiveParts
  readonly #topic = new LatestTopic<LiveFrame>()
  #loop: Promise<void> | undefined
  #looping = false
  #frame = new AbortController()
  #closed = false
  #seq = 0

  constructor(parts: LiveParts) {
    this.#parts = parts
  }

  watch(): Stream<LiveFrame> {
    const stream = this.#topic.watch((frame, dropped) => ({ ...frame, dropped }))
    if (!this.#looping) this.#loop = this.#run()
    return stream
  }

  /** A run needs the spectrometer: a frame under way is given up. */
  stepAside(): void {
    if (this.#parts.runs()) this.#frame.abort(new DOMException('a run begins', 'AbortError'))
  }

  /** Shows a frame that a run has read. */
  seen(frame: SpectrometerFrame): void {
    if (this.#topic.subscribers === 0) return
    const references = this.#parts.session().references
    const raw: Corrected = { domain: 'none', domainDetail: 'Not applied: raw readings during a run' }
    this.#topic.publish(this.#compose(frame, this.#reflectance(frame, references), raw))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#frame.abort(new DOMException('closing', 'AbortError'))
    this.#topic.close()
    await this.#loop
  }

  async #run(): Promise<void> {
    this.#looping = true
    while (!this.#closed && this.#topic.subscribers > 0) {
      this.#frame = new AbortController()
      const { signal } = this.#frame
      try {
        const present = this.#parts.bench.holder('spectrometer')?.present === true
        if (!present || this.#parts.runs()) await sleep(IDLE_MS, signal)
        else {
          const started = performance.now()
          await this.#one(signal)
          await sleep(Math.max(0, this.#parts.paceMs - (performance.now() - started)), signal)
        }
      } catch (error) {
        if (isCancelled(error)) continue
        // The state of the instrument itself is on its slot; the live view only waits.
        this.#parts.log.warn({ code: problemDataOf(error).code }, problemDataOf(error).happened)
        await sleep(IDLE_MS, signal).catch(() => undefined)
      }
    }
    // In the same step as the last look for listeners: one who comes now starts a new loop.
    this.#looping = false
  }

  async #one(signal: AbortSignal): Promise<void> {
    const { measure, exposure, active, session } = this.#parts
    const { integrationMs, scansToAverage } = exposure.settings
    const frame = await measure.frame({ integrationMs, scans: scansToAverage }, signal)
    const reflectance = this.#reflectance(frame, session().references)
    const corrected = await this.#correct(frame, reflectance, active)
    this.#topic.publish(this.#compose(frame, reflectance, corrected))
  }

  #reflectance(frame: SpectrometerFrame, references: References): Reflectance | undefined {
    const slot = this.#parts.bench.holder('spectrometer')
    const usable = slot && references.usable(frame.exposure.integrationMs, this.#parts.measure.deviceId(slot))
    if (!usable) return undefined
    const pair = { dark: usable.dark.signal, white: usable.white.signal }
    return reduceSignal(
      signalOf(frame.counts, frame.pixelNm, frame.maxCounts),
      pair,
      tileOf(this.#parts.store),
    )
  }

  async #correct(
    frame: SpectrometerFrame,
    reflectance: Reflectance | undefined,
    active: ActiveModel,
  ): Promise<Corrected> {
    const odd = this.#unfit(frame)
    if (odd) return odd
    if (!reflectance) return { domain: 'none', domainDetail: 'Take white first (W)' }
    return active.correct(reflectance, bandsOf(frame.pixelNm), frame.serial)
  }

  /** What makes a frame unfit for correction, whatever the model. */
  #unfit(frame: SpectrometerFrame): { domain: Domain; domainDetail: string } | undefined {
    if (frame.saturated > 0)
      return { domain: 'saturated', domainDetail: `${frame.saturated} pixels at full scale` }
    const white = this.#parts.session().references.white
    if (!white || white.level >= DARK_LEVEL) return undefined
    return { domain: 'dark', domainDetail: `white peak ${Math.round(white.level * 100)} % of full scale` }
  }

  #compose(frame: SpectrometerFrame, reflectance: Reflectance | undefined, made: Corrected): LiveFrame {
    const { id } = this.#parts.session()
    const wavelengthNm = bandsOf(frame.pixelNm)
    const correctedNm = made.wavelengthNm ?? wavelengthNm
    const rawColour =
      reflectance && coversColour(wavelengthNm) ? colourOf(reflectance, wavelengthNm) : undefined
    return {
      seq: this.#seq++,
      at: this.#parts.clock.now(),
      ...(id === undefined ? {} : { session: id }),
      pixelNm: frame.pixelNm,
      counts: frame.counts,
      maxCounts: frame.maxCounts,
      integrationMs: frame.exposure.integrationMs,
      scans: frame.exposure.scans,
      wavelengthNm,
      ...(reflectance ? { reflectance } : {}),
      ...(rawColour ? { rawColour } : {}),
      ...(made.corrected ? { corrected: made.corrected } : {}),
      ...(correctedNm === wavelengthNm ? {} : { correctedNm }),
      ...(made.corrected && coversColour(correctedNm)
        ? { correctedColour: colourOf(made.corrected, correctedNm) }
        : {}),
      ...(made.matrix && rawColour
        ? { correctedColour: colourBy(made.matrix, rawColour, wavelengthNm) }
        : {}),
      ...(made.interval ? { interval: made.interval } : {}),
      level: frame.level,
      domain: made.domain,
      domainDetail: made.domainDetail,
      ...(made.model === undefined ? {} : { model: made.model }),
      dropped: 0,
    }
  }
}
