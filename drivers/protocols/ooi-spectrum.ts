import { violation } from '../problems.ts'
import type { Problem } from '../../contract/errors.ts'
import { words16 } from './words.ts'

/** How a model packs its spectrum. */
export interface OoiPacking {
  /** `blocks`: 64 low bytes, then the 64 high bytes of the same 64 pixels, and so on; `words`: 16 bits each, low byte first. */
  readonly order: 'blocks' | 'words'
  /** Pixels on the wire. */
  /** An even number. */
  readonly words: number
  /** Largest value of the converter, a power of two less one. */
  readonly maxWord: number
  /** Bit that the model sends inverted; 0 = none. */
  readonly flippedBit: number
  /** Whether a byte 0x69 ends the spectrum. */
  readonly sync: boolean
}

const SYNC = 0x69
const BLOCK = 64
/** Puts a word into both halves of 32 bits. */
const PAIR = 0x0001_0001

/** Bytes of one spectrum, sync byte included. */
export const spectrumBytesOf = ({ words, sync }: OoiPacking): number => 2 * words + (sync ? 1 : 0)

/** Words of one spectrum, or the sentence about bytes that are none. */
export type OoiSpectrum =
  | { readonly kind: 'answer'; readonly value: Uint16Array }
  | { readonly kind: 'violation'; readonly problem: Problem }

const bad = (what: string): OoiSpectrum => ({ kind: 'violation', problem: violation(what) })

/** Decodes one spectrum. The length, the sync byte and bits the converter does not have are all there is to check. */
export function decodeSpectrum(bytes: Uint8Array, packing: OoiPacking): OoiSpectrum {
  const expected = spectrumBytesOf(packing)
  if (bytes.length !== expected)
    return bad(`A spectrum of ${bytes.length} bytes arrived, ${expected} belong to ${packing.words} pixels.`)
  if (packing.sync && bytes[expected - 1] !== SYNC)
    return bad('A spectrum ended without its sync byte: the line is out of step.')
  const { order, words, maxWord, flippedBit } = packing
  // Every index is inside by the length checked above; `?? 0` says so to the compiler.
  if (order === 'blocks') {
    const value = new Uint16Array(words)
    for (let block = 0; block < words; block += BLOCK) {
      const end = Math.min(words, block + BLOCK)
      // The unused upper bits float on the wire.
      for (let i = block; i < end; i++)
        value[i] = ((bytes[block + i] ?? 0) | ((bytes[block + BLOCK + i] ?? 0) << 8)) & maxWord
    }
    return { kind: 'answer', value }
  }
  const value = words16(bytes, 0, words)
  if (flippedBit === 0 && maxWord === 0xffff) return { kind: 'answer', value }
  // Two words at a time: no model has an odd number of pixels.
  const pairs = new Uint32Array(value.buffer)
  const flipped = flippedBit * PAIR
  let all = 0
  for (let i = 0; i < pairs.length; i++) all |= pairs[i] = (pairs[i] ?? 0) ^ flipped
  if ((all & ~(maxWord * PAIR)) !== 0)
    return bad(`A spectrum has values above ${maxWord}: the line is out of step.`)
  return { kind: 'answer', value }
}
