import type { LiveFrame } from '../../contract/live.ts'
import { LatestWins, RateMeter, type FrameSource } from './frame-clock.ts'
import type { Link } from './link.svelte.ts'

/** Levels to keep, two a second: the last minute. */
const LEVELS = 120
const TICK_MS = 500
/** Frames to keep for the repeatability figure. */
const REPEAT = 8

/** The live spectrum: latest wins, once per picture of the screen. */
export class Live {
  /** Newest frame. Never changed in place. */
  frame = $state.raw<LiveFrame | undefined>(undefined)
  /** The frame that stands still, when frozen. */
  frozen = $state.raw<LiveFrame | undefined>(undefined)
  /** Spectra a second that reached this window. */
  rate = $state(0)
  /** When the newest frame arrived here, ms since the epoch. */
  arrivedAt = $state(0)
  /** What the charts show. */
  readonly shown = $derived(this.frozen ?? this.frame)
  /** L*a*b* of the last readings, newest last. */
  readonly recentLab: (readonly [number, number, number])[] = []
  /** Level of the brightest pixel over the last minute, newest last. */
  levels = $state.raw<readonly number[]>([])
  #meter = new RateMeter()

  follow(link: Link, page: FrameSource, signal: AbortSignal, onError: (error: unknown) => void): void {
    const latest = new LatestWins<LiveFrame>(page, (frame) => {
      this.frame = frame
      this.arrivedAt = Date.now()
    })
    const rate = setInterval(() => this.#tick(), TICK_MS)
    signal.addEventListener('abort', () => {
      latest.stop()
      clearInterval(rate)
    })
    const take = (frame: LiveFrame): void => {
      this.#meter.tick(performance.now())
      const lab = (frame.correctedColour ?? frame.rawColour)?.lab
      if (lab !== undefined) this.recentLab.push(lab)
      if (this.recentLab.length > REPEAT) this.recentLab.shift()
      latest.push(frame)
    }
    void link.follow((client, stop) => client.live.watch({}, { signal: stop }), take, signal, onError)
  }

  #tick(): void {
    this.rate = this.#meter.perSecond(performance.now())
    if (this.frame !== undefined && this.rate > 0)
      this.levels = [...this.levels.slice(1 - LEVELS), this.frame.level]
  }

  toggleFreeze(): void {
    this.frozen = this.frozen === undefined ? this.frame : undefined
  }
}
