import type { OoiInstrument } from './ooi-models.ts'

const SYNC = 0x69
const HALF_PACKET = 64
/** What floats on the four unused lines of a 12-bit converter. */
const FLOATING = 0xa0

/** Words of the converter as they leave the instrument. */
export function ooiSpectrumBytes(counts: ArrayLike<number>, instrument: OoiInstrument): Uint8Array {
  const { words, interleaved, inverted, syncByte, fullScale, saturation } = instrument
  const bytes = new Uint8Array(2 * words + (syncByte ? 1 : 0))
  // Where the memory holds a saturation level, the converter never gets beyond it: hosts stretch it to full scale.
  const share = saturation ? saturation / fullScale : 1
  for (let i = 0; i < words; i++) {
    const word = Math.round((counts[i] ?? 0) * share) ^ inverted
    if (interleaved) {
      const low = Math.floor(i / HALF_PACKET) * 2 * HALF_PACKET + (i % HALF_PACKET)
      bytes[low] = word & 0xff
      bytes[low + HALF_PACKET] = (word >> 8) | FLOATING
    } else {
      bytes[2 * i] = word & 0xff
      bytes[2 * i + 1] = word >> 8
    }
  }
  if (syncByte) bytes[2 * words] = SYNC
  return bytes
}
