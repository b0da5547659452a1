import type { LineEndpoint } from '../transports/transport.ts'
import { tristimulus } from './jeti-spectrum.ts'
import type { Pace } from './pace.ts'

/** Reports are this long in both directions, without a number in front. */
export const REPORT_BYTES = 64
const READING_MS = 700
const NOT_KNOWN = 1
const BAD_VALUE = 10
const UNDERFLOW = 4
/** Smallest luminance it counts anything at, cd/m2. */
const DARKEST = 0.01

/** XYZ of what lies under the sensor, Y in cd/m2. */
export type TristimulusView = () => readonly [number, number, number]

/** What the reference of the scene sees, as XYZ. */
export function tristimulusView(scene: { radiance(averages: number): Float64Array }): TristimulusView {
  return () => {
    const { x, y, z } = tristimulus(scene.radiance(1))
    return [x, y, z]
  }
}

const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff]
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)]
const packed = (value: number): number[] => u32(Math.round(value * 65_536) >>> 0)

/** A ColorHug2: each report of 64 bytes that it receives is a request, each that it sends the reply. */
export function colorhug(options: { view: TristimulusView; serial: string; pace: Pace }): LineEndpoint {
  let multiplier = 0
  let integral = 0
  const answer = ([command = 0, first = 0, second = 0]: Uint8Array): number[] => {
    switch (command) {
      case 0x03:
        return [0, command, multiplier]
      case 0x04:
        if (first > 3) return [BAD_VALUE, command]
        multiplier = first
        return [0, command]
      case 0x05:
        return [0, command, ...u16(integral)]
      case 0x06:
        integral = first | (second << 8)
        return [0, command]
      case 0x07:
        return [0, command, ...u16(2), ...u16(0), ...u16(7)]
      case 0x0b:
        return [0, command, ...u32(Number(options.serial))]
      case 0x0e:
        return [0, command]
      case 0x23: {
        const [x, y, z] = options.view()
        if (multiplier === 0 || y < DARKEST) return [UNDERFLOW, command]
        return [0, command, ...packed(x), ...packed(y), ...packed(z)]
      }
      case 0x30:
        return [0, command, 2]
      default:
        return [NOT_KNOWN, command]
    }
  }
  return {
    connect(send) {
      let connected = true
      return {
        receive(bytes) {
          options.pace.after(bytes[0] === 0x23 ? READING_MS : 1, () => {
            const report = new Uint8Array(REPORT_BYTES)
            report.set(answer(bytes))
            if (connected) send(report)
          })
        },
        disconnected() {
          connected = false
        },
      }
    },
  }
}
