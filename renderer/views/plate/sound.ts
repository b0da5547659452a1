import type { RunEvent } from '../../../contract/run.ts'

interface Tone {
  readonly hertz: number
  readonly at: number
  readonly seconds: number
}
const ACCEPTED: readonly Tone[] = [{ hertz: 1760, at: 0, seconds: 0.03 }]
const REFUSED: readonly Tone[] = [
  { hertz: 220, at: 0, seconds: 0.14 },
  { hertz: 165, at: 0.18, seconds: 0.2 },
]
/** Events of a run that went on without this window are not sounded when it hears of them. */
const FRESH_MS = 2000

/** A tick when a pair is accepted, two low tones when it is refused. Never the only signal. */
export class PairSounds {
  #context: AudioContext | undefined

  hear(event: RunEvent): void {
    if (Date.now() - Date.parse(event.at) > FRESH_MS) return
    if (event.type === 'refused') this.#play(REFUSED)
    else if (event.type === 'patch' && event.patch.state === 'paired') this.#play(ACCEPTED)
  }

  #play(tones: readonly Tone[]): void {
    this.#context ??= new AudioContext()
    const context = this.#context
    const now = context.currentTime
    for (const { hertz, at, seconds } of tones) {
      const tone = context.createOscillator()
      const volume = context.createGain()
      tone.frequency.value = hertz
      volume.gain.setValueAtTime(0.12, now + at)
      volume.gain.exponentialRampToValueAtTime(0.001, now + at + seconds)
      tone.connect(volume).connect(context.destination)
      tone.start(now + at)
      tone.stop(now + at + seconds)
    }
  }
}
