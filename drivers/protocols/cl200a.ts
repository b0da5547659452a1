import type { Triple } from '../../contract/spectrum.ts'
import { exposureProblem, refused, violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'

/**
 * Frames of the CL-200A (open clients of the instrument): STX, body, ETX, the XOR of body and ETX as two upper-case
 * hexadecimal digits, CR LF. A body is receptor (2), command (2), then 4 characters: parameters out, a status in;
 * readings carry three fields of 6 characters behind it.
 */
const [STX, ETX, CR, LF] = [0x02, 0x03, 0x0d, 0x0a]
const SUM_DIGITS = 2
const LONGEST_BODY = 64
const HEAD = 8
const FIELD = 6

const sumOf = (body: string): string =>
  Array.from(body)
    .reduce((sum, character) => sum ^ character.charCodeAt(0), ETX)
    .toString(16)
    .toUpperCase()
    .padStart(2, '0')

/** One frame as bytes; `body` is receptor, command and parameters: "00541   ". */
export const encodeCl200a = (body: string): Uint8Array =>
  Uint8Array.of(STX, ...new TextEncoder().encode(body), ETX, ...new TextEncoder().encode(sumOf(body)), CR, LF)

/** The body of one frame, or bytes that are none. */
export type Cl200aItem =
  | { readonly kind: 'frame'; readonly body: string }
  | { readonly kind: 'violation'; readonly problem: Problem }

/** Cuts received bytes into frames; never throws, starts afresh at the next STX. */
export interface Cl200aDecoder {
  push(bytes: Uint8Array): Cl200aItem[]
  reset(): void
  /** A frame has begun that has not ended. */
  readonly partial: boolean
}

/** A decoder with no frame begun. */
export function cl200aDecoder(): Cl200aDecoder {
  let state: 'between' | 'body' | 'sum' | 'lost' = 'between'
  let body = ''
  let sum = ''
  const bad = (what: string, next: typeof state): Cl200aItem => {
    state = next
    return { kind: 'violation', problem: violation(what) }
  }
  const begin = (): undefined => {
    state = 'body'
    body = ''
    sum = ''
  }
  const one = (byte: number): Cl200aItem | undefined => {
    if (byte === STX) {
      const broken = state === 'body' || state === 'sum'
      begin()
      return broken ? bad('A frame began before the one before it had ended.', 'body') : undefined
    }
    switch (state) {
      case 'lost':
        return undefined
      case 'between':
        return byte === CR || byte === LF ? undefined : bad(`Byte ${byte} stands between frames.`, 'lost')
      case 'body':
        if (byte === ETX) {
          state = 'sum'
          return undefined
        }
        if (byte < 0x20 || byte > 0x7e || body.length === LONGEST_BODY)
          return bad(`Byte ${byte} stands in a frame, or the frame is too long.`, 'lost')
        body += String.fromCharCode(byte)
        return undefined
      case 'sum':
        sum += String.fromCharCode(byte)
        if (sum.length < SUM_DIGITS) return undefined
        state = 'between'
        if (sum === sumOf(body)) return { kind: 'frame', body }
        return bad('The check sum of a frame is wrong.', 'lost')
    }
  }
  return {
    push: (bytes) => Array.from(bytes, one).filter((item) => item !== undefined),
    reset() {
      state = 'between'
    },
    get partial() {
      return state === 'body' || state === 'sum'
    },
  }
}

const RESTART = 'Switch the reference off and on.'

/** What stands behind receptor, command and status. @throws Problem PROTOCOL_VIOLATION for another command, LEVEL_LOW, SATURATED, DEVICE_REFUSED by the status */
export function cl200aData(body: string, command: string): string {
  if (body.length < HEAD || body.slice(2, 4) !== command)
    throw violation(`"${body.slice(0, 40)}" is no reply to command ${command}.`)
  const [error = ' ', restart = ' ', battery = ' '] = body.slice(5, HEAD)
  if ('123'.includes(error) || restart === '6')
    throw refused('The meter', `error ${error}${restart}`, RESTART)
  if (error === '5')
    throw exposureProblem('SATURATED', 'The reference found light out of its range.', 'Change the light.')
  if (error === '6')
    throw exposureProblem(
      'LEVEL_LOW',
      'The reference found too little light for a chromaticity.',
      'Check the lamp and where the receptor stands.',
    )
  if (battery === '1') throw refused('The meter', 'its battery is low', 'Change the battery, or use mains.')
  return body.slice(HEAD)
}

/** A field of a reading: sign, four digits with blanks before them, exponent digit e; digits 10^(e - 4). @throws Problem PROTOCOL_VIOLATION */
export function cl200aValue(field: string): number {
  const [, sign, digits, exponent] = /^([+-])( *\d+)(\d)$/.exec(field) ?? []
  if (field.length !== FIELD || digits === undefined)
    throw violation(`"${field}" stands where a value belongs.`)
  const size = Number(digits) * 10 ** (Number(exponent) - 4)
  return sign === '-' ? -size : size
}

/** The three values of a reading. @throws Problem PROTOCOL_VIOLATION */
export function cl200aTriple(data: string): Triple {
  if (data.length !== 3 * FIELD) throw violation(`A reading of ${data.length} characters came.`)
  const [a = 0, b = 0, c = 0] = [0, 1, 2].map((i) => cl200aValue(data.slice(i * FIELD, (i + 1) * FIELD)))
  return [a, b, c]
}
