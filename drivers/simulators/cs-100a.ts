import type { LineEndpoint } from '../transports/transport.ts'
import { tristimulus } from './jeti-spectrum.ts'
import { lineInstrument } from './line-instrument.ts'
import type { Pace } from './pace.ts'
import type { ReferenceView } from './reference-output.ts'

const READING_MS = 1_200
/** Below this luminance, cd/m2, its chromaticity means nothing. */
const LEAST_LUMINANCE = 0.1

/** A Konica Minolta CS-100A that was switched on with F held: MDS, MES, CLE. */
export function cs100a({ view, pace }: { view: ReferenceView; pace: Pace }): LineEndpoint {
  return lineInstrument(pace, {
    run(command, speaker) {
      if (/^MDS,0[014-9]$/.test(command) || command === 'CLE') speaker.say('OK00\r\n')
      else if (command === 'MES') speaker.busy(READING_MS, () => speaker.say(readingText(view.radiance(1))))
      else if (command.startsWith('MDS')) speaker.say('ER01\r\n')
      else speaker.say('ER00\r\n')
    },
  })
}

/** Luminance with four digits, chromaticity without the nought before the point. */
function readingText(radiance: Float64Array): string {
  const { x, y, z } = tristimulus(radiance)
  const sum = x + y + z
  if (y < LEAST_LUMINANCE) return 'OK13, 0.00,.0000,.0000\r\n'
  const luminance = String(Number(y.toPrecision(4))).padStart(6)
  const [chromaX, chromaY] = [x / sum, y / sum].map((value) => value.toFixed(4).slice(1))
  return `OK00,${luminance},${chromaX ?? ''},${chromaY ?? ''}\r\n`
}
