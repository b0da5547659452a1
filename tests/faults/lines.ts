import { memoryLine, memoryUsb } from '../../drivers/transports/memory.ts'
import type { Connector, LineEndpoint } from '../../drivers/transports/transport.ts'
import { boards } from '../drivers/devices/board-subjects.ts'
import { subjects } from '../drivers/devices/subjects.ts'
import type { Subject, SubjectMaker } from '../drivers/devices/subjects.ts'
import type { Weather } from './weather.ts'

/** What of its protocol can tell that a byte was changed on the way. */
export type Safeguard =
  /** Every reply with a value carries a sum: nothing changed may get through. */
  | 'sum'
  /** The spectrum and the colour that the instrument computed from it must agree: small changes get through. */
  | 'colour'
  /** Only the form of a reply: a digit that became another digit gets through. */
  | 'form'
  /** The form of a frame only, and nobody asked for it: one that is late passes for a new one as well. */
  | 'stream'

/** A driver and the way to its simulated instrument. */
export interface FaultyInstrument {
  readonly name: string
  readonly subject: Subject
  readonly safeguard: Safeguard
  connector(line: LineEndpoint, weather: Weather): Connector
}

const overLine = (line: LineEndpoint): Connector => memoryLine(line)
const overUsb =
  ({ usb }: Subject) =>
  (line: LineEndpoint, weather: Weather): Connector => {
    if (!usb) throw new Error('this instrument has no USB interface of its own')
    return memoryUsb(usb(line, weather))
  }

const all: Readonly<Record<string, SubjectMaker>> = { ...subjects, ...boards }
const SUM = new Set(['hdx', 'fx', 'sts', 'qePro', 'cl200a'])
const COLOUR = new Set([
  'jeti',
  'spectraval',
  'pr650',
  'pr655',
  'pr670',
  'cs2000',
  'spectroscan',
  'spectrolino',
])

function safeguardOf(name: string, { listensOnly }: Subject): Safeguard {
  if (listensOnly === true) return 'stream'
  return SUM.has(name) ? 'sum' : COLOUR.has(name) ? 'colour' : 'form'
}

/** Every subject of the conformance suite, in the way it is connected; what has a USB interface and a line, in both. */
export const faultyInstruments: readonly FaultyInstrument[] = Object.entries(all).flatMap(
  ([name, make]): FaultyInstrument[] => {
    const subject = make()
    const safeguard = safeguardOf(name, subject)
    const { baudRates, hid } = subject.driver.match
    const line = { name, subject, safeguard, connector: overLine }
    if (hid) return [{ ...line, connector: overUsb(subject) }]
    if (!subject.usb) return [line]
    const usb = { name: `${name} USB`, subject, safeguard, connector: overUsb(subject) }
    return baudRates ? [usb, { ...line, name: `${name} line` }] : [usb]
  },
)
