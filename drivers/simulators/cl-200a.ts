import type { LineEndpoint } from '../transports/transport.ts'
import { tristimulus } from './jeti-spectrum.ts'
import type { Pace } from './pace.ts'
import type { ReferenceView } from './reference-output.ts'

const [STX, ETX, CR, LF] = [0x02, 0x03, 0x0d, 0x0a]
const READING_MS = 400
/** Below this illuminance, lx, it gives no chromaticity. */
const LEAST_LUX = 0.1
const GOOD = '    '
const TOO_DARK = ' 6  '

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))

/** Body, ETX and the XOR over both as two digits, between STX and CR LF. */
function frame(body: string): Uint8Array {
  const sum = [...ascii(body), ETX].reduce((all, byte) => all ^ byte, 0)
  const digits = sum.toString(16).toUpperCase().padStart(2, '0')
  return Uint8Array.of(STX, ...ascii(body), ETX, ...ascii(digits), CR, LF)
}

/** Sign, four digits with blanks before them, exponent digit: 100.2 is "+10023", 90.2 is "+ 9023". */
export function cl200aField(value: number): string {
  const size = Math.abs(value)
  const exponent = Math.max(0, Math.ceil(Math.log10(Math.max(size, 1e-6))) - 4)
  // One decimal as long as it fits into four digits.
  const power = size < 1000 ? 3 : 4 + exponent
  const digits = Math.round(size * 10 ** (4 - power))
  return `${value < 0 ? '-' : '+'}${String(digits).padStart(4, ' ')}${power}`
}

/**
 * A Konica Minolta CL-200A whose receptor lies on the sample: light of the same radiance from everywhere gives an
 * illuminance of pi times the luminance.
 */
export function cl200a({ view, pace }: { view: ReferenceView; pace: Pace }): LineEndpoint {
  const state = { pcMode: false, reading: `${TOO_DARK}+   00+   00+   00` }
  const run = (body: string, say: (body: string) => void, busy: (done: () => void) => void): void => {
    const command = body.slice(2, 4)
    if (command === '54') {
      state.pcMode = true
      say(`0054${GOOD}`)
    } else if (!state.pcMode) return
    else if (command === '40' && body[4] === '1') say(`0040${GOOD}`)
    else if (command === '40' && body[4] === '2')
      busy(() => {
        const { x, y, z } = tristimulus(view.radiance(1))
        const lux = [x, y, z].map((value) => Math.PI * value)
        const status = Math.PI * y < LEAST_LUX ? TOO_DARK : GOOD
        state.reading = status + lux.map(cl200aField).join('')
      })
    else if (command === '01') say(`0001${state.reading}`)
  }
  return {
    connect(send) {
      const waiting: string[] = []
      let cancel: (() => void) | undefined
      let text = ''
      const work = (): void => {
        while (cancel === undefined) {
          const body = waiting.shift()
          if (body === undefined) return
          run(
            body,
            (answer) => send(frame(answer)),
            (done) => {
              cancel = pace.after(READING_MS, () => {
                cancel = undefined
                done()
                work()
              })
            },
          )
        }
      }
      return {
        receive(bytes) {
          for (const byte of bytes) {
            if (byte === STX) text = ''
            text += String.fromCharCode(byte)
            if (byte !== LF) continue
            const body = text.slice(1, -5)
            if (Buffer.from(text, 'latin1').equals(frame(body))) waiting.push(body)
            text = ''
          }
          work()
        },
        disconnected() {
          cancel?.()
          cancel = undefined
          waiting.length = 0
        },
      }
    },
  }
}
