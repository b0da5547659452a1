import type { Random } from '../../spectra/random.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { CoarseEye } from './coarse-eye.ts'
import type { FineView } from './coarse-eye.ts'
import type { Pace } from './pace.ts'

/** Data sheet: channels in the order of the answer, each 20 nm wide. */
const CHANNELS_NM = [610, 680, 730, 760, 810, 860, 560, 585, 645, 705, 900, 940, 410, 435, 460, 485, 510, 535]
const STEP_MS = 2.8
const FULL_SCALE = 65_535
/** The white fills it at 20 steps. */
const NOMINAL_STEPS = 20
const BOOT_MS = 1_000

/** Raw values of one measurement in the order of the wire. */
export type TriadView = (exposure: { integrationMs: number; lampOn: boolean }) => ArrayLike<number>

/** The light of the bench through the 18 filters. */
export function triadEye(view: FineView, random: Random): TriadView {
  const eye = new CoarseEye(
    view,
    {
      centresNm: CHANNELS_NM,
      fwhmNm: 20,
      fullScale: FULL_SCALE,
      darkLevel: 0.0005,
      nominalMs: NOMINAL_STEPS * STEP_MS,
    },
    random,
  )
  return ({ integrationMs, lampOn }) => eye.frame(integrationMs, lampOn)
}

/** A triad on its serial line; opening the line of a module does not restart it. */
export function as7265xBoard(options: { view: TriadView; pace: Pace }): LineEndpoint {
  const state = new Triad(options.view, options.pace)
  return {
    connect(send) {
      let line = ''
      const say = (text: string): void => {
        send(new TextEncoder().encode(`${text}\n`))
      }
      return {
        receive(bytes) {
          for (const character of Buffer.from(bytes).toString('latin1')) {
            if (character !== '\n' && character !== '\r') line += character
            else if (line !== '') {
              const command = line
              line = ''
              state.run(command, say)
            }
          }
        },
        disconnected: () => undefined,
      }
    },
  }
}

/** A whole number of an argument: decimal, 0x hexadecimal or 'b binary. */
function whole(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (/^0x[0-9A-F]+$/i.test(text)) return parseInt(text.slice(2), 16)
  if (/^'b[01]+$/i.test(text)) return parseInt(text.slice(2), 2)
  return NaN
}

class Triad {
  readonly #view: TriadView
  readonly #pace: Pace
  #booted = false
  #steps = NOMINAL_STEPS
  #gain = 2
  #lamps = new Set<string>()
  /** Line noise of the power-up stands in front of the first command. */
  #noise = true
  /** The last finished measurement, until the next one is finished. */
  #done: ArrayLike<number> | undefined

  constructor(view: TriadView, pace: Pace) {
    this.#view = view
    this.#pace = pace
    pace.after(BOOT_MS, () => (this.#booted = true))
  }

  run(command: string, say: (text: string) => void): void {
    if (this.#noise) {
      this.#noise = false
      say('ERROR')
      return
    }
    const [, head = '', argument] = /^(AT[A-Z0-9]*?)(?:=(.*))?$/i.exec(command.trim()) ?? []
    say(argument === undefined ? this.#query(head.toUpperCase()) : this.#set(head.toUpperCase(), argument))
  }

  #query(head: string): string {
    if (head === 'AT') return 'OK'
    if (head === 'ATDATA') return `${Array.from(this.#values()).join(', ')} OK`
    if (head === 'ATINTTIME') return `${this.#steps} OK`
    if (head === 'ATGAIN') return `${this.#gain} OK`
    if (head === 'ATTEMP') return '27, 28, 27 OK'
    if (head === 'ATVERSW') return '12.0.0 OK'
    if (head === 'ATVERHW') return '4021 OK'
    if (head === 'ATPRES') return '1, 1, 1 OK'
    return 'ERROR'
  }

  #set(head: string, argument: string): string {
    const value = whole(argument)
    const within = (from: number, to: number): boolean => value >= from && value <= to
    if (head === 'ATINTTIME' && within(1, 255)) this.#steps = value
    else if (head === 'ATGAIN' && within(0, 3)) this.#gain = value
    else if (/^ATLED[123]$/.test(head) && within(0, 100)) {
      if (value === 0) this.#lamps.delete(head)
      else this.#lamps.add(head)
    } else if (!(head === 'ATTCSMD' && within(0, 3)) && !(head === 'ATINTRVL' && within(1, 255)))
      return 'ERROR'
    return 'OK'
  }

  /** It measures without end; asked in between it tells what was finished last, at its gain (16x is the bench's). */
  #values(): ArrayLike<number> {
    if (!this.#booted) return new Uint16Array(CHANNELS_NM.length)
    if (this.#done) return this.#done
    const gain = [1, 3.7, 16, 64][this.#gain] ?? 16
    const raw = this.#view({ integrationMs: this.#steps * STEP_MS, lampOn: this.#lamps.size > 0 })
    const values = Array.from(raw, (value) => Math.min(FULL_SCALE, Math.round((value * gain) / 16)))
    this.#done = values
    this.#pace.after(this.#steps * STEP_MS, () => (this.#done = undefined))
    return values
  }
}
